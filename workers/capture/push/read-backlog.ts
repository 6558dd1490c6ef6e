import type { StreamRecord } from "../../../shared/protocol/ingest-record.ts";
import type { GapDeclaration } from "../../../shared/protocol/ingest.ts";
import { crc32 } from "../../../shared/node/chain/crc32.ts";
import type { CaptureSpool } from "../spool/capture-spool.ts";
import type { StreamLife } from "../spool/stream-life.ts";
import type { StreamLink } from "./stream-link.ts";

/** Read ahead of one stream at a time: enough to fill a message, little enough for a hundred streams at once. */
const READ_AHEAD_BYTES = 512 * 1024;

/** Fills `link.loaded` from disk, starting at the next number to send, until it is enough or memory has the rest. */
export async function readBacklog(spool: CaptureSpool, link: StreamLink): Promise<void> {
  const { life } = link;
  const startNumber = link.nextToSend;
  const records: StreamRecord[] = [];
  let bytes = 0;
  let endUs = link.sentEndUs;
  for (let number = startNumber; number <= life.sendableNumber && bytes < READ_AHEAD_BYTES; number += 1) {
    if (life.inMemory(number) !== null) break;
    const stored = await spool.read(life, number);
    if (number < life.firstUnacked) return;
    const record = stored ?? (await standIn(spool, life, number, endUs));
    records.push(record);
    if (record.kind === "media" || record.kind === "gap") endUs = record.startUs + record.durationUs;
    bytes += record.payloadBytes;
  }
  const stillWanted = link.life === life && link.nextToSend === startNumber && link.loaded.length === 0;
  if (stillWanted) link.loaded = records;
}

/**
 * The record is gone from the disk, but its number must not be missing: a gap with
 * cause "corrupted" takes its place and accounts for the seconds up to the next record.
 */
async function standIn(spool: CaptureSpool, life: StreamLife, number: number, previousEndUs: number | null): Promise<StreamRecord> {
  let next: StreamRecord | null = null;
  for (let later = number + 1; later <= life.lastNumber && next === null; later += 1) {
    next = life.inMemory(later) ?? (life.places.get(later) === null ? null : await spool.read(life, later));
  }
  const startUs = previousEndUs ?? next?.startUs ?? life.lastEndUs ?? life.identity.originUs;
  const declaration: GapDeclaration = { cause: "corrupted", detail: `the edge disk lost record ${number}`, droppedFragments: 1 };
  const payload = Buffer.from(JSON.stringify(declaration));
  return {
    streamHandle: 0,
    kind: "gap",
    key: false,
    backfilled: true,
    discontinuity: false,
    payloadBytes: payload.byteLength,
    number,
    startUs,
    capturedUs: next?.capturedUs ?? startUs,
    durationUs: Math.min(Math.max(0, (next?.startUs ?? startUs) - startUs), 0xffffffff),
    cameraOffsetMs: null,
    payloadCrc32: crc32(payload),
    payload,
  };
}
