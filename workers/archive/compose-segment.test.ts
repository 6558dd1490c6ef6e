import fc from "fast-check";
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { expect, test } from "vitest";
import { CameraId, StreamEpoch } from "../../shared/domain/ids.ts";
import { advanceChain, genesisHead } from "../../shared/node/chain/advance-chain.ts";
import { LogDamagedError, type LogEntryAt, type RecordLogReader } from "../../shared/node/record-log/record-log.ts";
import { keyIdOf, nodeVerifyTools } from "../../shared/node/segment/node-verify-tools.ts";
import type { RecordHeader, RecordKind } from "../../shared/protocol/ingest-record.ts";
import { DEFAULT_CUT } from "../../shared/segment/cut-rule.ts";
import { firstNamedFragment, verifySegment } from "../../shared/segment/verify-segment.ts";
import type { SigningKey } from "../../shared/node/signing/signing-key.ts";
import { composeSegment } from "./compose-segment.ts";
import { StreamGatherer, type SegmentJob, type SpooledRecord } from "./stream-gatherer.ts";

const stream = { cameraId: CameraId.parse("cam-1"), role: "main", epoch: StreamEpoch.parse("0b7c1f5e-4c5c-4f3e-9d53-1f4d5b3f7a10"), originUs: 1_790_000_000_000_000 } as const;
const pair = generateKeyPairSync("ed25519");
const publicKey = pair.publicKey.export({ format: "der", type: "spki" }).subarray(-32);
const key: SigningKey = { id: keyIdOf(publicKey), publicKey, sign: (message) => sign(null, message, pair.privateKey) };
const device = generateKeyPairSync("ed25519");
const devicePublicKey = device.publicKey.export({ format: "der", type: "spki" }).subarray(-32);
const keys = { archive: new Map([[key.id, publicKey]]), device: new Map([["cam-1", devicePublicKey]]) };

interface Made {
  kind: RecordKind;
  payload: (head: Buffer) => Buffer;
}
const bytes = (kind: RecordKind, size: number): Made => ({ kind, payload: () => randomBytes(size) });
const text = (kind: RecordKind, value: unknown): Made => ({ kind, payload: () => Buffer.from(JSON.stringify(value)) });
const signature: Made = {
  kind: "signature",
  payload: (head) => Buffer.from(JSON.stringify({ head: head.toString("hex"), signature: sign(null, head, device.privateKey).toString("base64url") })),
};
const gap = text("gap", { cause: "network", detail: "two packets", droppedFragments: 1 });

/** A spool in memory and the job of one segment over it. */
function gather(made: readonly Made[], damaged: ReadonlySet<number> = new Set()): { job: SegmentJob; spool: RecordLogReader } {
  const payloads = new Map<number, Buffer>();
  const spool: RecordLogReader = {
    async *scan() {},
    readPayload({ position }: LogEntryAt) {
      const payload = payloads.get(position.offset);
      return payload === undefined || damaged.has(position.offset) ? Promise.reject(new LogDamagedError("damaged")) : Promise.resolve(payload);
    },
    async readPayloadInto(entry, target) {
      target.set(await this.readPayload(entry));
    },
    close: () => Promise.resolve(),
  };
  let head = genesisHead(stream);
  const gatherer = new StreamGatherer({ streamId: 1, stream, nextNumber: 1, previousHead: head.toString("hex"), carriedInit: null }, DEFAULT_CUT, () => {
    throw new Error("one segment needs no carried init");
  });
  const spooled = made.map(({ kind, payload }, index): SpooledRecord => {
    const content = payload(head);
    const number = index + 1;
    payloads.set(number, content);
    const header = headerOf(kind, number, content.byteLength);
    const step = advanceChain(head, header, content);
    head = step.head;
    const entry = { position: { fileNumber: 1, offset: number }, next: { fileNumber: 1, offset: number + 1 }, meta: Buffer.alloc(0), payloadBytes: content.byteLength, payloadCrc32: 0 };
    return { entry, record: { streamId: 1, header, receivedUs: header.capturedUs, contentHash: step.contentHash, head } };
  });
  for (const record of spooled) expect(gatherer.add(record)).toBeNull();
  const job: SegmentJob = { streamId: 1, stream, records: spooled, previousHead: genesisHead(stream).toString("hex"), carriedInit: null, reason: "idle" as const };
  return { job, spool };
}

function headerOf(kind: RecordKind, number: number, payloadBytes: number): RecordHeader {
  const startUs = stream.originUs + number * 200_000;
  return { streamHandle: 0, kind, key: number % 5 === 0, backfilled: false, discontinuity: false, payloadBytes, number, startUs, capturedUs: startUs + 200_000, durationUs: 200_000, cameraOffsetMs: -12, payloadCrc32: 0 };
}

const ordinary = [bytes("init", 60), bytes("media", 500), gap, bytes("media", 300), signature, bytes("media", 400)];

test("a composed segment is init, fragments and manifest without a byte between them, and every byte verifies", async () => {
  const { job, spool } = gather(ordinary);
  const { bytes: object, key: name, manifest } = await composeSegment(job, spool, key, new Set());
  expect(name).toBe(`segments/cam-1/main/${stream.epoch}/0000000001-6.mp4`);
  expect(manifest.records.map((record) => record.offset)).toEqual([0, 60, null, 560, null, 860]);
  expect(await verifySegment(object, keys, nodeVerifyTools)).toMatchObject({ problems: [], lost: [], uncheckedDeviceSignatures: 0 });
});

test("the same records compose to the same bytes, so that a write may be repeated", async () => {
  const { job, spool } = gather(ordinary);
  const [first, second] = [await composeSegment(job, spool, key, new Set()), await composeSegment(job, spool, key, new Set())];
  expect(Buffer.compare(first.bytes, second.bytes)).toBe(0);
});

test("any one changed byte is noticed, and in footage the very fragment is named", async () => {
  const { job, spool } = gather(ordinary);
  const { bytes: object, manifest } = await composeSegment(job, spool, key, new Set());
  await fc.assert(
    fc.asyncProperty(fc.nat(object.byteLength - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
      const changed = Buffer.from(object);
      changed[at] = (changed[at] ?? 0) ^ mask;
      const { problems } = await verifySegment(changed, keys, nodeVerifyTools);
      expect(problems).not.toEqual([]);
      const hit = manifest.records.find(({ offset, bytes: size }) => offset !== null && at >= offset && at < offset + size);
      if (hit !== undefined) expect(firstNamedFragment(problems)).toMatchObject({ number: hit.number, startUs: hit.startUs });
    }),
    { numRuns: 600 },
  );
});

test("bytes taken away or added anywhere are noticed", async () => {
  const { job, spool } = gather(ordinary);
  const { bytes: object } = await composeSegment(job, spool, key, new Set());
  await fc.assert(
    fc.asyncProperty(fc.nat(object.byteLength - 1), fc.integer({ min: 1, max: 40 }), fc.boolean(), async (at, count, add) => {
      const whole = Buffer.from(object);
      const parts = add ? [whole.subarray(0, at), Buffer.alloc(count, 7), whole.subarray(at)] : [whole.subarray(0, at), whole.subarray(at + count)];
      expect((await verifySegment(Buffer.concat(parts), keys, nodeVerifyTools)).problems).not.toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test("a segment signed by a key that the verifier was not given proves nothing", async () => {
  const { job, spool } = gather(ordinary);
  const { bytes: object } = await composeSegment(job, spool, key, new Set());
  const { problems } = await verifySegment(object, { archive: new Map(), device: new Map() }, nodeVerifyTools);
  expect(problems).toEqual([{ kind: "unknown-key", keyId: key.id }]);
});

test("a device signature over another head is named, and without the device's key it is counted as unchecked", async () => {
  const forged: Made = { kind: "signature", payload: (head) => Buffer.from(JSON.stringify({ head: head.toString("hex"), signature: sign(null, head, pair.privateKey).toString("base64url") })) };
  const { job, spool } = gather([bytes("init", 60), bytes("media", 100), forged]);
  const { bytes: object } = await composeSegment(job, spool, key, new Set());
  expect((await verifySegment(object, keys, nodeVerifyTools)).problems).toMatchObject([{ kind: "device-signature-wrong", number: 3 }]);
  expect(await verifySegment(object, { ...keys, device: new Map() }, nodeVerifyTools)).toMatchObject({ problems: [], uncheckedDeviceSignatures: 1 });
});

test("a record that the spool lost keeps its hash, its time and its place in the chain", async () => {
  const { job, spool } = gather(ordinary, new Set([4]));
  await expect(composeSegment(job, spool, key, new Set())).rejects.toMatchObject({ name: "PayloadLost", number: 4 });
  const { bytes: object, manifest } = await composeSegment(job, spool, key, new Set([4]));
  expect(manifest.records.map((record) => record.offset)).toEqual([0, 60, null, null, null, 560]);
  expect(await verifySegment(object, keys, nodeVerifyTools)).toMatchObject({ problems: [], lost: [{ number: 4 }] });
});

test("records without footage make a segment that is only a manifest", async () => {
  const { job, spool } = gather([gap, gap]);
  const { bytes: object, manifest } = await composeSegment(job, spool, key, new Set());
  expect(manifest.init).toBeNull();
  expect((await verifySegment(object, keys, nodeVerifyTools)).problems).toEqual([]);
});
