import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { advanceChain, genesisHead } from "../node/chain/advance-chain.ts";
import { crc32 } from "../node/chain/crc32.ts";
import { decodeBatch } from "./ingest-record-codec.ts";
import { MAX_BATCH_BYTES, MAX_BATCH_RECORDS, MAX_PAYLOAD_BYTES, RECORD_KIND } from "./ingest-record.ts";
import {
  Credit,
  INGEST_PROTOCOL,
  INGEST_REFUSALS,
  IngestHandshake,
  Opened,
  OpenRequest,
  RecordsAccepted,
  Refused,
  StreamClosed,
  StreamStatus,
  type CaptureToServer,
  type ServerToCapture,
} from "./ingest.ts";

const page = readFileSync(new URL("ingest.md", import.meta.url), "utf8");
const MESSAGES: Record<keyof CaptureToServer | keyof ServerToCapture, true> = { open: true, records: true, status: true, close: true, credit: true, closed: true };

/** First cells of the table rows under a heading, without their back-ticks. */
function firstCells(heading: string): string[] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1] ?? "");
}

test("the ingest document lists exactly the refusal reasons of the schema, in its order", () => {
  expect(firstCells("Refusals")).toEqual([...INGEST_REFUSALS]);
});

test("the ingest document lists every message of both directions", () => {
  const listed = [...page.matchAll(/^\| `(\w+)` \| (capture → server|server → capture) /gm)].map((match) => match[1]);
  expect(listed.toSorted()).toEqual(Object.keys(MESSAGES).toSorted());
});

test("the ingest document names every field of every message", () => {
  for (const schema of [IngestHandshake, OpenRequest, Opened, RecordsAccepted, StreamStatus, Credit, StreamClosed, Refused]) {
    for (const field of Object.keys(schema.shape)) {
      expect(page, field).toMatch(new RegExp(`\`(\\w+\\.)?${field}\`|${field}[:,}]`));
    }
  }
});

test("the ingest document tells the record kinds with their codes, the limits and the version as the code has them", () => {
  for (const [kind, code] of Object.entries(RECORD_KIND)) expect(page).toContain(`| \`${kind}\` | ${code} |`);
  expect(page).toContain(`At most ${MAX_BATCH_RECORDS} records, ${MAX_BATCH_BYTES >> 20} MiB in all, ${MAX_PAYLOAD_BYTES >> 20} MiB a payload`);
  expect(page).toContain(`# The ingest protocol, version ${INGEST_PROTOCOL}\n`);
});

test("the worked example of the chain is what the code computes, and what SHA-256 alone computes", () => {
  const example = Object.fromEntries([...page.matchAll(/^(\S+) +([0-9a-f]{60,})$/gm)].map((match) => [match[1] ?? "", match[2] ?? ""]));
  const bytes = (name: string): Buffer => Buffer.from(example[name] ?? "", "hex");
  const [record] = decodeBatch(bytes("record"), crc32);
  if (record === undefined) throw new Error("expected the example to be a record");
  expect(record).toMatchObject({ kind: "media", number: 1, streamHandle: 3, key: true, backfilled: true, cameraOffsetMs: -35 });
  const start = genesisHead({ cameraId: "demo-c1", role: "main", epoch: "0b7c1f5e-4c5c-4f3e-9d53-1f4d5b3f7a10" });
  const step = advanceChain(start, record, record.payload);
  expect([start, step.contentHash, step.head].map((hash) => hash.toString("hex"))).toEqual([example["head(0)"], example["payload#"], example["head(1)"]]);
  const linked = Buffer.concat([bytes("head(0)"), bytes("chained"), bytes("payload#")]);
  expect(createHash("sha256").update(linked).digest("hex")).toBe(example["head(1)"]);
});
