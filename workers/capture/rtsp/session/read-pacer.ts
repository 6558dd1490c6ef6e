import type { Socket } from "node:net";
import type { Clock } from "../../../../shared/time/clock.ts";
import { READ_BUFFER_BYTES } from "./dial.ts";

const LAZY_INTERVAL_MS = 100;

/**
 * Lazy reads: a socket is paused after each read and all are resumed by one
 * timer, so that a read brings 100 ms of video instead of one TCP segment.
 * Measured on 60 cameras: 34 → 10 reads per camera-second, 3.4 → 2.3 CPU-s/GB.
 */
export interface ReadPacer {
  /** To be called after every read of `socket`, with the bytes it brought. */
  afterRead(socket: Socket, readBytes: number): void;
  /** Stops the timer and lets every paused socket go on. */
  stop(): void;
}

/** One per process: its timer is shared by all sessions and runs only while one is paused. */
export function createReadPacer(clock: Clock): ReadPacer {
  const paused = new Set<Socket>();
  let stopTimer: (() => void) | null = null;

  const resumeAll = (): void => {
    if (paused.size === 0) {
      stopTimer?.();
      stopTimer = null;
      return;
    }
    for (const socket of paused) socket.resume();
    paused.clear();
  };

  return {
    afterRead(socket, readBytes) {
      if (readBytes >= READ_BUFFER_BYTES) return;
      socket.pause();
      paused.add(socket);
      stopTimer ??= clock.every(LAZY_INTERVAL_MS, resumeAll);
    },
    stop() {
      stopTimer?.();
      stopTimer = null;
      for (const socket of paused) socket.resume();
      paused.clear();
    },
  };
}
