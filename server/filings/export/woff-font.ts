import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";

const WOFF_HEADER_BYTES = 44;
const WOFF_ENTRY_BYTES = 20;
const SFNT_HEADER_BYTES = 12;
const SFNT_ENTRY_BYTES = 16;

/**
 * A WOFF file (https://www.w3.org/TR/WOFF/) as the plain font inside it. The
 * PDF library reads WOFF too, but unpacks a table anew for every glyph: a page
 * of Chinese took a minute.
 * @throws Error for a file that is no WOFF
 */
export function readWoff(path: string): Buffer {
  const file = readFileSync(path);
  if (file.toString("latin1", 0, 4) !== "wOFF") throw new Error(`expected a WOFF font, got ${path}`);
  const tables = Array.from({ length: file.readUInt16BE(12) }, (_, index) => tableAt(file, WOFF_HEADER_BYTES + index * WOFF_ENTRY_BYTES));
  const head = Buffer.alloc(SFNT_HEADER_BYTES + tables.length * SFNT_ENTRY_BYTES);
  file.copy(head, 0, 4, 8);
  head.writeUInt16BE(tables.length, 4);
  const power = Math.floor(Math.log2(tables.length));
  head.writeUInt16BE(2 ** power * 16, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE(tables.length * 16 - 2 ** power * 16, 10);
  let offset = head.byteLength;
  const bodies = tables.map(({ tag, checksum, bytes }, index) => {
    const at = SFNT_HEADER_BYTES + index * SFNT_ENTRY_BYTES;
    tag.copy(head, at);
    head.writeUInt32BE(checksum, at + 4);
    head.writeUInt32BE(offset, at + 8);
    head.writeUInt32BE(bytes.byteLength, at + 12);
    const padding = Buffer.alloc((4 - (bytes.byteLength % 4)) % 4);
    offset += bytes.byteLength + padding.byteLength;
    return Buffer.concat([bytes, padding]);
  });
  return Buffer.concat([head, ...bodies]);
}

function tableAt(file: Buffer, at: number): { tag: Buffer; checksum: number; bytes: Buffer } {
  const [offset, packedBytes, plainBytes] = [file.readUInt32BE(at + 4), file.readUInt32BE(at + 8), file.readUInt32BE(at + 12)];
  const packed = file.subarray(offset, offset + packedBytes);
  return { tag: file.subarray(at, at + 4), checksum: file.readUInt32BE(at + 16), bytes: packedBytes < plainBytes ? inflateSync(packed) : packed };
}
