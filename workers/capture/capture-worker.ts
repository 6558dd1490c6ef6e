import type { StreamRole } from "../../shared/domain/ids.ts";
import { pacingOf } from "./config/pacing.ts";
import type { Log } from "../../shared/node/log/log.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { ReadyCamera, ReadyConfig, ReadySource } from "./config/read-config.ts";
import type { DeviceKey } from "./device-key/device-key.ts";
import { PushPool } from "./push/push-pool.ts";
import { StreamLink } from "./push/stream-link.ts";
import { watchClock } from "./recorder/clock-watch.ts";
import { StreamRecorder } from "./recorder/stream-recorder.ts";
import type { MakeSource } from "./sources/make-source.ts";
import type { CaptureSpool } from "./spool/capture-spool.ts";
import { StreamTrack } from "./spool/stream-track.ts";

export interface CaptureWorkerParts {
  config: ReadyConfig;
  spool: CaptureSpool;
  deviceKey: DeviceKey | null;
  clock: Clock;
  random: () => number;
  log: Log;
  makeSource: MakeSource;
  /** "mingjian-capture/0.1.0" */
  agent: string;
}

/** P3 asks for at least one a minute. */
const SIGN_EVERY_MS = 30_000;

interface RunningStream {
  track: StreamTrack;
  recorder: StreamRecorder;
  /** Stops this stream alone. */
  abort: AbortController;
}

/** Every configured stream recorded, spooled and pushed, until the signal aborts. */
export class CaptureWorker {
  #parts: CaptureWorkerParts;
  #push: PushPool;
  #streams = new Map<StreamLink, RunningStream>();

  constructor(parts: CaptureWorkerParts) {
    this.#parts = parts;
    const { config, spool, clock, random, log, deviceKey, agent } = parts;
    this.#push = new PushPool(
      { serverUrls: config.serverUrls, flushIntervalMs: pacingOf(config).flushIntervalMs },
      {
        spool,
        clock,
        random,
        log,
        handshake: { protocol: 1, siteName: config.siteName, agent },
        mask: config.mask,
        devicePublicKey: deviceKey?.publicKey,
        onRebase: (link) => this.#rebase(link),
        onStopped: (link) => this.#streams.get(link)?.abort.abort(),
      },
    );
  }

  /** Resolves when everything has stopped and the spool is closed. */
  async run(signal: AbortSignal): Promise<void> {
    const { config, clock, spool, log } = this.#parts;
    for (const camera of config.cameras) {
      await this.#add(camera, "main", camera.main);
      if (camera.sub !== undefined) await this.#add(camera, "sub", camera.sub);
    }
    this.#addOldLives();
    const stopClockWatch = watchClock(clock, (stepMs) => this.#clockStepped(stepMs));
    const stopSigning = clock.every(SIGN_EVERY_MS, () => this.#sign());
    const recording = [...this.#streams.values()].map((stream) => stream.recorder.run(AbortSignal.any([signal, stream.abort.signal])));
    log.info({ streams: this.#streams.size, spool: spool.usage() }, "capture runs");
    await Promise.all([this.#push.run(signal), ...recording]);
    stopClockWatch();
    stopSigning();
    this.#sign();
    await spool.close();
    log.info("capture stopped; what is not acknowledged is on disk");
  }

  async #add(camera: ReadyCamera, role: StreamRole, source: ReadySource): Promise<void> {
    const { spool, clock, random, makeSource } = this.#parts;
    const log = this.#parts.log.child({ cameraId: camera.id, role });
    const track = new StreamTrack(spool, await spool.currentLife(camera.id, role), clock);
    const recorder = new StreamRecorder({ source: makeSource(source, camera.audio, (note) => log.info({ note }, "about the stream")), track, clock, random, log });
    const link = new StreamLink(track.life, camera.token, () => recorder.status);
    this.#streams.set(link, { track, recorder, abort: new AbortController() });
    this.#push.add(link);
  }

  /** Epochs that ended with an unclean stop still have footage to deliver. */
  #addOldLives(): void {
    const { spool, config, log } = this.#parts;
    for (const life of spool.lives()) {
      if (life.current) continue;
      const camera = config.cameras.find((candidate) => candidate.id === life.identity.cameraId);
      if (camera === undefined) log.warn(life.identity, "the spool holds footage of a camera that is not configured any more: it stays until the camera is back");
      else this.#push.add(new StreamLink(life, camera.token, null));
    }
  }

  async #rebase(link: StreamLink): Promise<void> {
    const stream = this.#streams.get(link);
    if (stream === undefined) {
      link.life = await this.#parts.spool.rebase(link.life);
      return;
    }
    await stream.track.rebase();
    link.life = stream.track.life;
  }

  #clockStepped(stepMs: number): void {
    this.#parts.log.warn({ stepMs: Math.round(stepMs) }, "the clock of this machine was stepped");
    for (const { recorder } of this.#streams.values()) recorder.clockStepped(stepMs);
  }

  #sign(): void {
    const { deviceKey } = this.#parts;
    if (deviceKey === null) return;
    for (const { track } of this.#streams.values()) track.sign(deviceKey);
  }
}
