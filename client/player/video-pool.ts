/**
 * Video elements are made once and reused: browsers cap live media players,
 * and a wall that makes new ones at every page turn reaches the cap in a day.
 */
export class VideoPool {
  #free: HTMLVideoElement[] = [];
  #made = 0;
  #limit: number;

  constructor(limit = 40) {
    this.#limit = limit;
  }

  /** Returns null at the limit: the tile then says so instead of breaking another. */
  acquire(): HTMLVideoElement | null {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#made >= this.#limit) return null;
    this.#made += 1;
    const video = document.createElement("video");
    video.muted = true;
    video.playsInline = true;
    video.disablePictureInPicture = true;
    video.className = "tile-video";
    video.tabIndex = -1;
    return video;
  }

  release(video: HTMLVideoElement): void {
    video.remove();
    video.removeAttribute("src");
    video.load();
    this.#free.push(video);
  }
}
