const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const MAX_COMMENT_BYTES = 65_535 + 22;

/** What a ZIP archive says it unpacks to (APPNOTE 4.3.12), read before anything is unpacked; null if its directory cannot be read. */
export function unpackedBytes(zip: Buffer): number | null {
  const end = findEnd(zip);
  if (end === null) return null;
  const entries = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  let total = 0;
  for (let entry = 0; entry < entries; entry += 1) {
    if (at + 46 > zip.byteLength || zip.readUInt32LE(at) !== DIRECTORY_ENTRY) return null;
    total += zip.readUInt32LE(at + 24);
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return total;
}

function findEnd(zip: Buffer): number | null {
  for (let at = zip.byteLength - 22; at >= Math.max(0, zip.byteLength - MAX_COMMENT_BYTES); at -= 1) {
    if (zip.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  return null;
}
