import { expect, test } from "vitest";
import { genesisHead } from "../../shared/node/chain/advance-chain.ts";
import { crc32 } from "../../shared/node/chain/crc32.ts";
import type { LogEntry, LogPosition } from "../../shared/node/record-log/record-log.ts";
import type { StreamRecord } from "../../shared/protocol/ingest-record.ts";
import { admitBatch, moveTips } from "./admit-batch.ts";
import { CameraStream } from "./camera-stream.ts";
import { CommitQueue } from "./commit-queue.ts";

const EPOCH = "0b7c1f5e-4c5c-4f3e-9d53-1f4d5b3f7a10";

function newStream(streamId: number): CameraStream {
  const identity = { streamId, cameraId: `cam-${streamId}`, role: "main" as const, epoch: EPOCH, originUs: 0 };
  return new CameraStream(identity, { number: 0, head: genesisHead(identity) });
}

function record(streamHandle: number, number: number): StreamRecord {
  const payload = Buffer.from(`${streamHandle}/${number}`);
  const times = { startUs: number * 200_000, capturedUs: 0, durationUs: 200_000, cameraOffsetMs: null };
  return { streamHandle, kind: "media", key: false, backfilled: false, discontinuity: false, number, ...times, payload, payloadBytes: payload.byteLength, payloadCrc32: crc32(payload) };
}

/** A disk that answers when told to. */
class SlowDisk {
  appends: { entries: readonly LogEntry[]; resolve: (positions: LogPosition[]) => void; reject: (error: Error) => void }[] = [];
  append(entries: readonly LogEntry[]): Promise<LogPosition[]> {
    return new Promise((resolve, reject) => this.appends.push({ entries, resolve, reject }));
  }
}

function setUp() {
  const streams = [newStream(1), newStream(2)];
  const disk = new SlowDisk();
  const queue = new CommitQueue(disk);
  const answers: string[] = [];
  const send = (name: string, ...records: StreamRecord[]): void => {
    const batch = admitBatch(records, (handle) => streams[handle]);
    if (!batch.ok) {
      answers.push(`${name} ${batch.reason} ${batch.expectedNumber ?? ""}`.trim());
      return;
    }
    moveTips(batch);
    queue.enqueue({ batch, receivedUs: 0, onDurable: () => answers.push(`${name} durable`), onFailed: () => answers.push(`${name} failed`) });
  };
  return { streams, disk, queue, answers, send };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("what gathers while the disk works shares the next append", async () => {
  const { disk, queue, answers, send } = setUp();
  send("first", record(0, 1));
  await settled();
  send("second", record(0, 2));
  send("third", record(1, 1));
  await settled();
  expect(disk.appends).toHaveLength(1);
  disk.appends[0]?.resolve([]);
  await settled();
  expect(disk.appends.map(({ entries }) => entries.length)).toEqual([1, 2]);
  expect(answers).toEqual(["first durable"]);
  disk.appends[1]?.resolve([]);
  await queue.drain();
  expect(answers).toEqual(["first durable", "second durable", "third durable"]);
});

test("a batch of duplicates is not answered before what it repeats is durable", async () => {
  const { disk, answers, send } = setUp();
  send("original", record(0, 1));
  await settled();
  send("repeat", record(0, 1));
  await settled();
  expect(answers).toEqual([]);
  disk.appends[0]?.resolve([]);
  await settled();
  expect(answers).toEqual(["original durable", "repeat durable"]);
  expect(disk.appends).toHaveLength(1);
});

test("a refused append takes everything chained behind it along, and the chain goes on from the disk's end", async () => {
  const { streams, disk, answers, send } = setUp();
  send("kept", record(0, 1));
  await settled();
  disk.appends[0]?.resolve([]);
  await settled();
  const headOnDisk = streams[0]?.durable.head;
  send("lost", record(0, 2));
  await settled();
  send("behind", record(0, 3), record(1, 1));
  disk.appends[1]?.reject(new Error("disk"));
  await settled();
  expect(answers).toEqual(["kept durable", "lost failed", "behind failed"]);
  expect(disk.appends).toHaveLength(2);
  expect(streams.map(({ tip }) => tip.number)).toEqual([1, 0]);
  expect(streams[0]?.tip.head).toBe(headOnDisk);
  send("too early", record(0, 3));
  send("again", record(0, 2));
  await settled();
  disk.appends[2]?.resolve([]);
  await settled();
  expect(answers.slice(3)).toEqual(["too early out-of-order 2", "again durable"]);
});

test("a refused batch moves no tip, however far into it the mistake is", () => {
  const { streams, send, answers } = setUp();
  send("half good", record(0, 1), record(1, 1), record(0, 3));
  expect(answers).toEqual(["half good out-of-order 2"]);
  expect(streams.map(({ tip }) => tip.number)).toEqual([0, 0]);
});
