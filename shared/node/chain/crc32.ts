import { crc32 as zlibCrc32 } from "node:zlib";
import type { Crc32 } from "../../protocol/ingest-record-codec.ts";

/** CRC-32 (ISO 3309) by Node's zlib: about 5 GB/s, so checking costs a sixth of hashing. */
export const crc32: Crc32 = (bytes, previous) => zlibCrc32(bytes, previous);
