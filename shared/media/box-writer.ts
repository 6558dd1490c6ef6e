/** Small builder for boxes written once per stream; fragments, written five times a second, have their own (fragment-writer.ts). */

const ASCII = new TextEncoder();

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((total, part) => total + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.byteLength;
  }
  return result;
}

/** A box of the given type around its contents. */
export function box(type: string, ...contents: readonly Uint8Array[]): Uint8Array {
  const body = concatBytes(contents);
  return concatBytes([u32(body.byteLength + 8), ascii(type), body]);
}

/** A box that starts with version and 24 bits of flags. */
export function fullBox(type: string, version: number, flags: number, ...contents: readonly Uint8Array[]): Uint8Array {
  return box(type, u32(version * 0x100_0000 + flags), ...contents);
}

export const ascii = (text: string): Uint8Array => ASCII.encode(text);
export const u8 = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);
export const u16 = (...values: readonly number[]): Uint8Array => Uint8Array.from(values.flatMap((value) => [value >> 8, value]));
export const u32 = (...values: readonly number[]): Uint8Array =>
  Uint8Array.from(values.flatMap((value) => [value >>> 24, value >>> 16, value >>> 8, value]));
export const zeros = (count: number): Uint8Array => new Uint8Array(count);
