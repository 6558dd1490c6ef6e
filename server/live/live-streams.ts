import type { FeedStream } from "../feed/footage-feed.ts";
import type { StreamRole } from "../../shared/domain/ids.ts";
import type { LiveSettings } from "./live-settings.ts";
import { LiveStream } from "./live-stream.ts";

/** All streams known to this node, by camera and role and by the tile number that viewers use. */
export class LiveStreams {
  #byName = new Map<string, LiveStream>();
  #settings: LiveSettings;

  constructor(settings: LiveSettings) {
    this.#settings = settings;
  }

  /**
   * Finds or makes the stream. One is made only for a camera that is
   * registered or that feeds this node, so their number is bounded by the registry.
   */
  of(camera: Pick<FeedStream, "cameraId" | "role">, lastFrameUs: number | null = null): LiveStream {
    const name = `${camera.cameraId}/${camera.role}`;
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const made = new LiveStream(this.#byName.size + 1, camera.cameraId, camera.role, lastFrameUs, this.#settings);
    this.#byName.set(name, made);
    return made;
  }

  find(cameraId: string, role: StreamRole): LiveStream | undefined {
    return this.#byName.get(`${cameraId}/${role}`);
  }

  all(): Iterable<LiveStream> {
    return this.#byName.values();
  }
}
