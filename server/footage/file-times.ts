import { readFragmentInfo } from "../../shared/media/fragment-info.ts";
import { readInitInfo, type InitInfo } from "../../shared/media/init-info.ts";
import { numberFragment, retimeFragment } from "../../shared/media/retime-fragment.ts";

/**
 * Times for a file that somebody opens in an ordinary player. A stream's own clock counts from its epoch's
 * beginning, and players take that for the file's length: an hour kept on the sixth day was shown as 145 hours long,
 * with no way to seek in it (VLC 3.0, Chromium 156). Only decode times and fragment numbers change, never a picture.
 */
export class FileTimes {
  readonly #init: InitInfo;
  #startSeconds: number | null = null;
  #fragments = 0;

  constructor(init: Uint8Array) {
    this.#init = readInitInfo(init);
  }

  /** Moves a fragment, in place, to where it stands in the file; the first one begins at 0. */
  place(fragment: Uint8Array): Uint8Array {
    const startSeconds = (this.#startSeconds ??= this.#beginning(fragment));
    this.#fragments += 1;
    numberFragment(fragment, this.#fragments);
    // Sound of the first fragment may begin a few samples before its picture does.
    return retimeFragment(fragment, (trackId, time) => Math.max(0, time - Math.floor(startSeconds * this.#timescale(trackId))));
  }

  #beginning(first: Uint8Array): number {
    const { tracks } = readFragmentInfo(first, this.#init);
    return Math.min(...tracks.map(({ trackId, baseDecodeTime }) => baseDecodeTime / this.#timescale(trackId)));
  }

  #timescale(trackId: number): number {
    return this.#init.tracks.find((track) => track.trackId === trackId)?.timescale ?? 1;
  }
}
