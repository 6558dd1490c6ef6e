import type { Page } from "playwright-core";
import { frameCodeArea, readFrameCode, type LumaPlane } from "../../../shared/frame-code/frame-code.ts";
import { COUNTER_EPOCH_US } from "./drawn-stream.ts";

export interface SeenFrame {
  /** Which drawn camera. */
  source: number;
  /** Age of the picture when the browser put it on screen, ms. */
  latencyMs: number;
  /** When it was drawn, ms. */
  drawnMs: number;
}

interface Snapshot {
  shownAtMs: number;
  /** Brightness in the middle of each of the code's 16 × 4 cells, row after row. */
  levels: number[];
}

const COLUMNS = 16;
/** Height of the small picture that a code is repainted into for reading: a cell is 4 pixels. */
const HEIGHT = 180;
const CELL = HEIGHT / 45;

/**
 * Reads the burned-in counter of the pictures that a tile shows: draws the
 * video into a canvas at every presented frame and decodes the lower left corner.
 * Machine-readable counters make latency and continuity numbers.
 */
export async function readSeenFrames(page: Page, cameraId: string, count: number): Promise<SeenFrame[]> {
  const snapshots = await page.evaluate(recordFrames, { cameraId, count });
  return snapshots.flatMap(({ levels, shownAtMs }) => {
    const code = readFrameCode(repaint(levels));
    if (code === null) return [];
    return [{ source: code.source, drawnMs: code.counter, latencyMs: shownAtMs - COUNTER_EPOCH_US / 1000 - code.counter }];
  });
}

/** A picture with nothing but the code: 64 numbers cross from the browser for each frame instead of a picture. */
function repaint(levels: readonly number[]): LumaPlane {
  const width = 320;
  const data = new Uint8Array(width * HEIGHT);
  const area = frameCodeArea(HEIGHT);
  for (const [index, level] of levels.entries()) {
    const left = area.left + (index % COLUMNS) * CELL;
    const top = area.top + Math.floor(index / COLUMNS) * CELL;
    for (let y = top; y < top + CELL; y += 1) data.fill(level, y * width + left, y * width + left + CELL);
  }
  return { data, width, height: HEIGHT, rowStride: width, pixelStride: 1 };
}

/** Runs in the page, and so names nothing from outside it. */
function recordFrames({ cameraId, count }: { cameraId: string; count: number }): Promise<Snapshot[]> {
  const video = document.querySelector<HTMLVideoElement>(`[data-camera="${cameraId}"] video`);
  if (video === null) return Promise.reject(new Error(`expected a video in the tile of ${cameraId}, found none`));
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const cell = video.videoHeight / 45;
  const seen: Snapshot[] = [];
  const levelOf = (pixels: Uint8ClampedArray, width: number, index: number): number => {
    const x = Math.floor(((index % 16) + 1) * cell);
    const y = Math.floor((Math.floor(index / 16) + 1) * cell);
    return pixels[(y * width + x) * 4 + 1] ?? 0;
  };
  return new Promise((resolve) => {
    const onFrame: VideoFrameRequestCallback = (_nowMs, frame) => {
      const [width, height] = [Math.ceil(cell * 17.5), Math.ceil(cell * 5)];
      context?.drawImage(video, 0, 0);
      const pixels = context?.getImageData(0, Math.round(canvas.height - cell * 5), width, height).data ?? new Uint8ClampedArray();
      const levels = Array.from({ length: 64 }, (_, index) => levelOf(pixels, width, index));
      seen.push({ shownAtMs: performance.timeOrigin + frame.expectedDisplayTime, levels });
      if (seen.length >= count) resolve(seen);
      else video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback(onFrame);
  });
}
