import { rename, rm, writeFile, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../../server/test-server.ts";
import { nodeVerifyTools, rawPublicKey } from "../../shared/node/segment/node-verify-tools.ts";
import type { FootageList, SegmentFacts } from "../../shared/protocol/footage.ts";
import { verifySegment } from "../../shared/segment/verify-segment.ts";
import { ledgerHead, readEntries } from "../../shared/node/database/ledger-queries.ts";
import { addTestStream, archiveSpool, fillSpool, FRAGMENT_US, makeClip, playComplaints, SpoolWriter, type Clip } from "./archive-fixtures.ts";

const ORIGIN_US = Date.UTC(2026, 5, 1) * 1000;
const HOUR = "from=2026-06-01T00:00:00Z&to=2026-06-01T01:00:00Z";
let server: TestServer;
let cookie: string;
let clip: Clip;
let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "mingjian-footage-"));
  [server, clip] = await Promise.all([startTestServer(), makeClip(200)]);
  cookie = await server.signInAs("administrator");
  const { dataDirectory } = server.context.config;
  const stream = await addTestStream(server.db, "hour-c1", ORIGIN_US);
  const writer = new SpoolWriter(stream);
  // The camera's parameters change after 100 s: a gap, then another init.
  const other = await makeClip(100, "192x108");
  const entries = [
    writer.init(clip.init),
    ...clip.fragments.slice(0, 500).map((fragment, index) => writer.media(fragment, index)),
    writer.gap("camera-offline", 20_000_000),
    writer.init(other.init),
    ...other.fragments.map((fragment, index) => writer.media(fragment, index)),
  ];
  await fillSpool(dataDirectory, entries);
  await server.db.insertInto("storedRun").values([
    { streamId: stream.streamId, startUs: ORIGIN_US, endUs: ORIGIN_US + 500 * FRAGMENT_US, firstNumber: 1, lastNumber: 501 },
    { streamId: stream.streamId, startUs: ORIGIN_US + 120_000_000, endUs: ORIGIN_US + 250_000_000, firstNumber: 503, lastNumber: 1153 },
  ]).execute();
  await archiveSpool({ db: server.db, store: server.context.store, dataDirectory });
}, 120_000);
afterAll(async () => {
  await server.stop();
  await rm(scratch, { recursive: true, force: true });
});

const get = (url: string) => server.app.inject({ url, headers: { cookie } });

test("the archive of a camera is listed in playable parts, with what is missing and what is not archived yet", async () => {
  const list = (await get(`/api/v1/cameras/hour-c1/footage?${HOUR}`)).json<FootageList>();
  expect(list.parts.map(({ part, startUs, endUs, segments }) => ({ part, startUs, endUs, segments }))).toEqual([
    { part: 0, startUs: ORIGIN_US, endUs: ORIGIN_US + 100_000_000, segments: 2 },
    { part: 1, startUs: ORIGIN_US + 120_000_000, endUs: ORIGIN_US + 220_000_000, segments: 2 },
  ]);
  expect(list.gaps).toEqual([
    { startUs: ORIGIN_US + 100_000_000, endUs: ORIGIN_US + 120_000_000, reason: "not-stored" },
    { startUs: ORIGIN_US + 220_000_000, endUs: ORIGIN_US + 250_000_000, reason: "not-archived-yet" },
    { startUs: ORIGIN_US + 250_000_000, endUs: ORIGIN_US + 3_600_000_000, reason: "not-stored" },
  ]);
});

test("seconds that the centre stored and lost again are missing, not waiting for the archive", async () => {
  const { id } = await server.db.selectFrom("stream").select("id").where("cameraId", "=", "hour-c1").executeTakeFirstOrThrow();
  await server.db.insertInto("declaredGap").values({ streamId: id, number: 9_000, startUs: ORIGIN_US + 230_000_000, endUs: ORIGIN_US + 240_000_000, cause: "centre-lost", detail: "a disk" }).execute();
  const { gaps } = (await get(`/api/v1/cameras/hour-c1/footage?${HOUR}`)).json<FootageList>();
  expect(gaps.slice(1, 4).map(({ startUs, endUs, reason }) => [(startUs - ORIGIN_US) / 1e6, (endUs - ORIGIN_US) / 1e6, reason])).toEqual([
    [220, 230, "not-archived-yet"],
    [230, 240, "not-stored"],
    [240, 250, "not-archived-yet"],
  ]);
});

test("each part downloads as one file that ffprobe and ffmpeg take without complaint", async () => {
  const { parts } = (await get(`/api/v1/cameras/hour-c1/footage?${HOUR}`)).json<FootageList>();
  const frames: number[] = [];
  for (const { url, part } of parts) {
    const answer = await get(url);
    expect(answer.headers).toMatchObject({ "content-type": "video/mp4", "content-disposition": `attachment; filename="hour-c1-20260601T000000Z-${part}.mp4"` });
    const path = join(scratch, `part-${part}.mp4`);
    await writeFile(path, answer.rawPayload);
    const complaints = await playComplaints(path);
    expect(complaints).toMatchObject({ probe: "", play: "" });
    frames.push(complaints.frames);
    if (part > 0) continue;
    const original = await get(`${url}&times=stream`);
    expect(original.rawPayload.equals(Buffer.concat([clip.init, ...clip.fragments.slice(0, 500)]))).toBe(true);
  }
  expect(frames).toEqual([2500, 2500]);
});

test("a range inside a minute begins at the key fragment before it and ends with the fragment that holds its end", async () => {
  const answer = await get("/api/v1/cameras/hour-c1/footage.mp4?from=2026-06-01T00:01:10.500Z&to=2026-06-01T00:01:12.100Z&times=stream");
  expect(answer.rawPayload.equals(Buffer.concat([clip.init, ...clip.fragments.slice(350, 361)]))).toBe(true);
});

test("who viewed which footage is in the ledger", async () => {
  const before = await ledgerHead(server.db);
  await get("/api/v1/cameras/hour-c1/footage.mp4?from=2026-06-01T00:01:10.500Z&to=2026-06-01T00:01:12.100Z");
  const [entry] = await readEntries(server.db, before.seq, 10);
  expect(entry).toMatchObject({ kind: "footage.viewed", subject: "hour-c1" });
  expect(JSON.parse(entry?.body ?? "")).toMatchObject({ who: { kind: "administrator" }, from: "2026-06-01T00:01:10.500Z" });
});

test("a downloaded segment verifies with the published key", async () => {
  const [first] = (await get(`/api/v1/cameras/hour-c1/segments?${HOUR}`)).json<SegmentFacts[]>();
  const keys = (await get("/api/v1/signing-keys")).json<{ id: string; pem: string }[]>();
  const object = await get(first?.url ?? "");
  const archive = new Map(keys.map(({ id, pem }) => [id, rawPublicKey(pem)]));
  expect((await verifySegment(object.rawPayload, { archive, device: new Map() }, nodeVerifyTools)).problems).toEqual([]);
});

test("footage of nobody, of no time and of an unknown camera is refused in words", async () => {
  expect((await server.app.inject({ url: `/api/v1/cameras/hour-c1/footage.mp4?${HOUR}` })).statusCode).toBe(401);
  const backwards = await get("/api/v1/cameras/hour-c1/footage?from=2026-06-01T01:00:00Z&to=2026-06-01T00:00:00Z");
  expect(backwards.json<{ error: { detail: string } }>().error.detail).toContain("expected to later than from");
  expect((await get(`/api/v1/cameras/hour-c2/footage?${HOUR}`)).statusCode).toBe(404);
  expect((await get(`/api/v1/cameras/hour-c1/footage.mp4?${HOUR}&part=7`)).statusCode).toBe(404);
});

test("footage while the store is away is a 503 and not a short file", async () => {
  const objects = join(server.context.config.dataDirectory, "objects");
  await rename(objects, `${objects}.away`);
  const answer = await get(`/api/v1/cameras/hour-c1/footage.mp4?${HOUR}`);
  await rename(`${objects}.away`, objects);
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toMatchObject({ error: { code: "store-unavailable" } });
});
