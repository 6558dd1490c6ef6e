import { afterAll, beforeAll, expect, test } from "vitest";
import { readEntries } from "../../shared/node/database/ledger-queries.ts";
import { verifyLedgerExport } from "../../shared/ledger/ledger-export.ts";
import { ledgerHashHex } from "../../shared/node/ledger/ledger-hash.ts";
import { startTestServer, type TestServer } from "../test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

async function newest(): Promise<{ kind: string; subject: string; body: string } | undefined> {
  return (await readEntries(server.db, 0, 1000)).at(-1);
}

test("signing in, changing the registry and exporting the ledger each leave an entry, and a refused change leaves none", async () => {
  const cookie = await server.signInAs("administrator");
  expect(await newest()).toMatchObject({ kind: "access.signed-in" });

  const change = { method: "PUT", url: "/api/v1/evaluators/audited", headers: { cookie }, payload: { nameZh: "被审计", nameEn: "audited" } } as const;
  expect((await server.app.inject(change)).statusCode).toBe(200);
  const entry = await newest();
  expect(entry).toMatchObject({ kind: "registry.changed", subject: "audited" });
  expect(JSON.parse(entry?.body ?? "")).toMatchObject({ method: "PUT", route: "/api/v1/evaluators/:id", body: { nameZh: "被审计" } });

  expect((await server.app.inject({ ...change, payload: { nameZh: 5 } })).statusCode).toBe(400);
  expect(await newest()).toEqual(entry);

  const answer = await server.app.inject({ method: "GET", url: "/api/v1/ledger/export", headers: { cookie } });
  async function* lines() {
    yield* answer.body.trimEnd().split("\n");
  }
  expect(await verifyLedgerExport(lines(), ledgerHashHex)).toMatchObject({ problem: null, verifiedEntries: 3 });
  expect(await newest()).toMatchObject({ kind: "ledger.exported" });
});

test("a wall device may not export the ledger, and the try changes nothing", async () => {
  const cookie = await server.signInAs("wall-device");
  const before = await newest();
  expect((await server.app.inject({ method: "GET", url: "/api/v1/ledger/export", headers: { cookie } })).statusCode).toBe(403);
  expect(await newest()).toEqual(before);
});
