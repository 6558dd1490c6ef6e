import { afterAll, beforeAll, expect, test } from "vitest";
import { appendFacts } from "../../shared/node/database/ledger-queries.ts";
import { startTestServer, type TestServer } from "../test-server.ts";

let server: TestServer;
let cookie: string;
let said = 0;
beforeAll(async () => {
  server = await startTestServer();
  cookie = await server.signInAs("administrator");
});
afterAll(() => server.stop());

const get = <T>(url: string) => server.app.inject({ url, headers: { cookie } }).then((answer) => answer.json<T>());

/** A fact as the projector writes it. */
async function tell(type: string, data: object): Promise<void> {
  said += 1;
  const id = `e-${said}`;
  const [entry] = await appendFacts(server.db, [{ kind: type, subject: "port", producer: "registry", producerSeq: said, eventId: id, body: JSON.stringify({ id, data }) }], said);
  await server.db.insertInto("fact").values({ seq: entry?.seq ?? 0, id: `registry/${id}`, type, atUs: said * 1_000_000, data: JSON.stringify(data) }).execute();
}

test("each of the 32 named systems has a slot, and says who was set up for it", async () => {
  await server.app.inject({ method: "PUT", url: "/api/v1/producers/ln-platform", headers: { cookie }, payload: { name: "辽宁平台", system: "S25" } });
  const slots = await get<{ id: string; configured: boolean; producers: { id: string }[] }[]>("/api/v1/systems");
  expect(slots.map(({ id }) => id)).toEqual(Array.from({ length: 32 }, (_, index) => `S${String(index + 1).padStart(2, "0")}`));
  expect(slots.filter(({ configured }) => configured)).toMatchObject([{ id: "S25", producers: [{ id: "ln-platform" }] }]);
});

test("a thing that was uploaded, confirmed and withdrawn shows its newest state and when each was", async () => {
  await tell("cert.uploaded", { orgId: "port", number: "Y1", target: "S09" });
  await tell("cert.receipt", { orgId: "port", number: "Y1", target: "S09", receiptId: "R-1" });
  await tell("cert.uploaded", { orgId: "port", number: "Y2", target: "S09" });
  await tell("cert.withdrawn", { orgId: "port", number: "Y2", target: "S09" });
  await tell("outbound.sent", { system: "S21", thing: "session-ledger-2026", state: "uploaded" });
  const things = await get<object[]>("/api/v1/outbound");
  expect(things).toMatchObject([
    { system: "S21", thing: "session-ledger-2026", state: "uploaded", orgId: null },
    { system: "S09", thing: "Y2", state: "withdrawn", uploadedAtMs: 3000, receiptAtMs: null, withdrawnAtMs: 4000 },
    { system: "S09", thing: "Y1", state: "receipt", uploadedAtMs: 1000, receiptAtMs: 2000, receiptId: "R-1" },
  ]);
  expect(await get<object[]>("/api/v1/outbound?state=withdrawn&orgId=port")).toMatchObject([{ thing: "Y2" }]);
});

test("what was said of an upload and retracted later does not count", async () => {
  await tell("cert.uploaded", { orgId: "port", number: "Y9", target: "S08" });
  await tell("fact.retracted", { source: "registry", eventId: `e-${said}`, reason: "录错" });
  expect(await get<object[]>("/api/v1/outbound?system=S08")).toEqual([]);
});
