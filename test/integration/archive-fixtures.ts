import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Kysely } from "kysely";
import { CameraId, StreamEpoch } from "../../shared/domain/ids.ts";
import { advanceChain, genesisHead } from "../../shared/node/chain/advance-chain.ts";
import { crc32 } from "../../shared/node/chain/crc32.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import { silentLog } from "../../shared/node/log/log.ts";
import type { ObjectStore } from "../../shared/node/object-store/object-store.ts";
import { openRecordLog } from "../../shared/node/record-log/open-record-log.ts";
import { readRecordLog } from "../../shared/node/record-log/read-record-log.ts";
import type { LogEntry } from "../../shared/node/record-log/record-log.ts";
import { loadSigningKey, type SigningKey } from "../../shared/node/signing/signing-key.ts";
import { encodeDurableMeta } from "../../shared/node/spool/durable-record-codec.ts";
import type { RecordHeader, RecordKind } from "../../shared/protocol/ingest-record.ts";
import type { SegmentStream } from "../../shared/segment/compose-manifest.ts";
import { systemClock } from "../../shared/time/system-clock.ts";
import { ArchiveRun } from "../../workers/archive/archive-run.ts";
import { DEFAULT_ARCHIVE_SETTINGS } from "../../workers/archive/archive-settings.ts";
import type { RecordContent } from "../../workers/capture/spool/stream-life.ts";

const run = promisify(execFile);
export const FRAGMENT_US = 200_000;
const FRAGMENTS_PER_GOP = 5;

export interface Clip {
  init: Buffer;
  fragments: Buffer[];
}

/** Real fragments of 200 ms from ffmpeg, a key frame every second. */
export async function makeClip(seconds: number, size = "160x120"): Promise<Clip> {
  const { stdout } = await run(
    "ffmpeg",
    `-v error -f lavfi -i testsrc2=size=${size}:rate=25 -t ${seconds} -c:v libx264 -preset ultrafast -tune zerolatency -g 25 -sc_threshold 0 -movflags frag_keyframe+empty_moov+default_base_moof+skip_trailer -frag_duration 195000 -f mp4 pipe:1`.split(" "),
    { encoding: "buffer", maxBuffer: 1 << 30 },
  );
  const boxes: { type: string; bytes: Buffer }[] = [];
  for (let at = 0; at < stdout.byteLength; ) {
    const sizeBytes = stdout.readUInt32BE(at);
    boxes.push({ type: stdout.toString("latin1", at + 4, at + 8), bytes: stdout.subarray(at, at + sizeBytes) });
    at += sizeBytes;
  }
  const init = Buffer.concat(boxes.slice(0, 2).map((box) => box.bytes));
  const fragments: Buffer[] = [];
  for (let at = 2; at + 1 < boxes.length; at += 2) fragments.push(Buffer.concat(boxes.slice(at, at + 2).map((box) => box.bytes)));
  return { init, fragments };
}

export interface TestStream extends SegmentStream {
  streamId: number;
}

/** One camera with one stream, and all that the schema wants around it. */
export async function addTestStream(db: Kysely<Database>, camera: string, originUs: number): Promise<TestStream> {
  const names = { nameZh: camera, nameEn: camera };
  await db.insertInto("evaluator").values({ id: "ev-1", ...names }).onConflict((conflict) => conflict.doNothing()).execute();
  await db.insertInto("room").values({ id: "room-1", evaluatorId: "ev-1", ...names }).onConflict((conflict) => conflict.doNothing()).execute();
  await db.insertInto("camera").values({ id: camera, roomId: "room-1", ...names, tokenHash: Buffer.alloc(32, camera) }).onConflict((conflict) => conflict.doNothing()).execute();
  const epoch = randomUUID();
  const { id } = await db.insertInto("stream").values({ cameraId: camera, role: "main", epoch, originUs, codecs: "avc1.42c00b" }).returning("id").executeTakeFirstOrThrow();
  return { streamId: id, cameraId: CameraId.parse(camera), role: "main", epoch: StreamEpoch.parse(epoch), originUs };
}

/** Writes the spool entries of one stream as ingest would: numbered, hashed, chained. */
export class SpoolWriter {
  readonly #stream: TestStream;
  #head: Buffer;
  #number = 0;
  #mediaUs = 0;

  constructor(stream: TestStream) {
    this.#stream = stream;
    this.#head = genesisHead(stream);
  }

  get lastNumber(): number {
    return this.#number;
  }

  init(payload: Buffer): LogEntry {
    return this.#entry("init", payload, { durationUs: 0 });
  }

  /** `index` says where in its group of pictures the fragment stands. */
  media(payload: Buffer, index: number): LogEntry {
    const entry = this.#entry("media", payload, { durationUs: FRAGMENT_US, key: index % FRAGMENTS_PER_GOP === 0 });
    this.#mediaUs += FRAGMENT_US;
    return entry;
  }

  gap(cause: string, durationUs: number): LogEntry {
    const entry = this.#entry("gap", Buffer.from(JSON.stringify({ cause, detail: "test", droppedFragments: 0 })), { durationUs });
    this.#mediaUs += durationUs;
    return entry;
  }

  /** A record that says itself when it was. */
  record(content: RecordContent): LogEntry {
    return this.#chained({ ...content, backfilled: false });
  }

  clip(clip: Clip): LogEntry[] {
    return [this.init(clip.init), ...clip.fragments.map((fragment, index) => this.media(fragment, index))];
  }

  #entry(kind: RecordKind, payload: Buffer, facts: { durationUs: number; key?: boolean }): LogEntry {
    const startUs = this.#stream.originUs + this.#mediaUs;
    const content = { kind, payload, startUs, durationUs: facts.durationUs, capturedUs: startUs + facts.durationUs };
    return this.#chained({ ...content, key: facts.key === true, discontinuity: false, cameraOffsetMs: null, backfilled: false });
  }

  #chained({ payload, ...content }: RecordContent & { backfilled: boolean }): LogEntry {
    this.#number += 1;
    const header: RecordHeader = { ...content, streamHandle: 0, payloadBytes: payload.byteLength, number: this.#number, payloadCrc32: crc32(payload) };
    const { contentHash, head } = advanceChain(this.#head, header, payload);
    this.#head = head;
    const meta = encodeDurableMeta({ streamId: this.#stream.streamId, header, receivedUs: header.capturedUs + 50_000, contentHash, head });
    return { meta, payload, payloadCrc32: header.payloadCrc32 };
  }
}

/** What ffprobe and ffmpeg say about a file; both print complaints even when they exit with 0. */
export async function playComplaints(path: string): Promise<{ probe: string; play: string; frames: number }> {
  const probe = await run("ffprobe", ["-v", "warning", "-count_frames", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", path]);
  // In the file's own ticks: rounded to whole frames, two pictures that came a little unevenly would look like one moment.
  const play = await run("ffmpeg", ["-v", "warning", "-i", path, "-enc_time_base", "-1", "-f", "null", "-"]);
  return { probe: probe.stderr, play: play.stderr, frames: Number.parseInt(probe.stdout, 10) };
}

export interface ArchivePlace {
  db: Kysely<Database>;
  store: ObjectStore;
  /** Keys lie in it, and the spool unless that is elsewhere. */
  dataDirectory: string;
}

/** Everything that is durable in the spool goes into the store, as the archive worker does it. @returns the key that signed */
export async function archiveSpool({ db, store, dataDirectory }: ArchivePlace): Promise<SigningKey> {
  const spoolDirectory = join(dataDirectory, "spool");
  const spool = readRecordLog(spoolDirectory, () => {});
  const key = await loadSigningKey(join(dataDirectory, "keys"), "archive-key");
  await db.insertInto("signingKey").values({ id: key.id, publicKey: key.publicKey }).onConflict((conflict) => conflict.doNothing()).execute();
  const run = new ArchiveRun({ db, store, spool, key, spoolId: "test", spoolDirectory, retentionYears: 5, settings: DEFAULT_ARCHIVE_SETTINGS, clock: systemClock, signal: new AbortController().signal, log: silentLog() });
  await run.begin();
  do {
    await run.turn();
    await run.pause();
  } while (run.waiting().segments > 0);
  await run.drain();
  await spool.close();
  return key;
}

/** Writes spool files as a server's ingest would have left them. */
export async function fillSpool(dataDirectory: string, entries: readonly LogEntry[]): Promise<void> {
  const log = await openRecordLog({ directory: join(dataDirectory, "spool"), fileBytes: 1 << 24, durability: { kind: "each-batch" }, onDamage: () => {} }, systemClock);
  for (let at = 0; at < entries.length; at += 100) await log.append(entries.slice(at, at + 100));
  await log.close();
}
