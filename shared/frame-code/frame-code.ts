/**
 * A machine-readable counter burned into drawn footage, so that tests, benches
 * and the player can tell exactly which frame they look at after encoding,
 * archiving and scaling. 64 black or white cells, 16 × 4, in the lower left
 * corner: 16 bits of source, 32 bits of counter, 16 bits of CRC. A cell is
 * 1/45 of the picture's height, so that every aspect ratio and every scaled
 * copy from 180 lines up can be read.
 */
export interface FrameCode {
  /** Which drawing it is, 0–65535. */
  source: number;
  /** Frames since that drawing began, 0–4294967295. */
  counter: number;
}

/** One plane of brightness, row after row; `pixelStride` is 1 for a Y plane and 4 for canvas RGBA. */
export interface LumaPlane {
  data: Uint8Array | Uint8ClampedArray;
  width: number;
  height: number;
  /** Bytes from one row to the next. */
  rowStride: number;
  /** Bytes from one pixel to the next; with 4 the green byte is read. */
  pixelStride: 1 | 4;
}

const COLUMNS = 16;
const ROWS = 4;
const CELLS_PER_HEIGHT = 45;
const WHITE = 220;
const BLACK = 24;
/** Below this difference between the lightest and the darkest cell there is no code in the picture. */
const SMALLEST_CONTRAST = 70;

/** Pixels from the left, from the top, and the size of the painted field, for a picture of this height. */
export function frameCodeArea(height: number): { left: number; top: number; width: number; height: number } {
  const cell = height / CELLS_PER_HEIGHT;
  const left = Math.round(cell / 2);
  const top = Math.round(height - (ROWS + 0.5) * cell);
  return { left, top, width: Math.round(COLUMNS * cell), height: Math.round(ROWS * cell) };
}

/** Paints the code into the Y plane. */
export function paintFrameCode(plane: LumaPlane, code: FrameCode): void {
  const bits = toBits(code);
  const area = frameCodeArea(plane.height);
  for (let y = 0; y < area.height; y++) {
    const row = Math.floor((y * ROWS) / area.height);
    const rowStart = (area.top + y) * plane.rowStride + area.left * plane.pixelStride;
    for (let x = 0; x < area.width; x++) {
      const column = Math.floor((x * COLUMNS) / area.width);
      const value = bits[row * COLUMNS + column] ? WHITE : BLACK;
      plane.data[rowStart + x * plane.pixelStride] = value;
    }
  }
}

/** Reads the code from a decoded picture; null where there is none or its CRC does not hold. */
export function readFrameCode(plane: LumaPlane): FrameCode | null {
  const cell = plane.height / CELLS_PER_HEIGHT;
  const levels: number[] = [];
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      levels.push(levelAt(plane, (column + 1) * cell, plane.height - (ROWS - row) * cell, cell));
    }
  }
  const darkest = Math.min(...levels);
  const lightest = Math.max(...levels);
  if (lightest - darkest < SMALLEST_CONTRAST) return null;
  const middle = (lightest + darkest) / 2;
  return fromBits(levels.map((level) => level > middle));
}

/** Mean brightness of the inner half of the cell around a centre: its rim blurs in the encoder. */
function levelAt(plane: LumaPlane, centreX: number, centreY: number, cell: number): number {
  const reach = cell / 4;
  const channel = plane.pixelStride === 4 ? 1 : 0;
  let sum = 0;
  let count = 0;
  for (let y = Math.floor(centreY - reach); y <= Math.floor(centreY + reach); y++) {
    for (let x = Math.floor(centreX - reach); x <= Math.floor(centreX + reach); x++) {
      sum += plane.data[y * plane.rowStride + x * plane.pixelStride + channel] ?? 0;
      count++;
    }
  }
  return sum / count;
}

function toBits({ source, counter }: FrameCode): boolean[] {
  const bytes = [source >> 8, source, counter >>> 24, counter >>> 16, counter >>> 8, counter].map((byte) => byte & 255);
  const check = crc16(bytes);
  return [...bytes, check >> 8, check & 255].flatMap((byte) =>
    Array.from({ length: 8 }, (_, bit) => ((byte >> (7 - bit)) & 1) === 1),
  );
}

function fromBits(bits: readonly boolean[]): FrameCode | null {
  const bytes = Array.from({ length: 8 }, (_, index) =>
    bits.slice(index * 8, index * 8 + 8).reduce((byte, bit) => (byte << 1) | (bit ? 1 : 0), 0),
  );
  const [s1 = 0, s0 = 0, c3 = 0, c2 = 0, c1 = 0, c0 = 0, k1 = 0, k0 = 0] = bytes;
  if (crc16(bytes.slice(0, 6)) !== ((k1 << 8) | k0)) return null;
  return { source: (s1 << 8) | s0, counter: c3 * 2 ** 24 + ((c2 << 16) | (c1 << 8) | c0) };
}

/** CRC-16/CCITT-FALSE. Its start value is not 0, so that a plain black field is no valid code. */
function crc16(bytes: readonly number[]): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}
