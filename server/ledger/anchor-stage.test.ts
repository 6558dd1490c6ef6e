import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ledgerHead, readEntries } from "../../shared/node/database/ledger-queries.ts";
import { createTestDatabase, type TestDatabase } from "../../shared/node/database/test-database.ts";
import { readCheckpoints } from "../../shared/node/ledger/checkpoint-file.ts";
import { LedgerAppender } from "../../shared/node/ledger/ledger-appender.ts";
import { silentLog } from "../../shared/node/log/log.ts";
import { rawPublicKey } from "../../shared/node/segment/node-verify-tools.ts";
import { loadSigningKey } from "../../shared/node/signing/signing-key.ts";
import { FakeClock } from "../../shared/time/fake-clock.ts";
import type { DurableHead } from "../feed/durable-head.ts";
import { AnchorStage } from "./anchor-stage.ts";

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "mingjian-anchors-"));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

test("heads that moved are written once a round, the ledger's head is signed outside, and an outage is made up for", async () => {
  const clock = new FakeClock();
  const ledger = new LedgerAppender(database.db, clock);
  const heads: DurableHead[] = [
    { cameraId: "cam-1", role: "main", epoch: "e1", number: 3, head: Buffer.alloc(32, 1) },
    { cameraId: "cam-2", role: "main", epoch: "e2", number: 9, head: Buffer.alloc(32, 2) },
  ];
  let away = true;
  const checkpointPath = join(folder, "anchors", "checkpoints.jsonl");
  const stage = new AnchorStage({
    readHeads: () => heads,
    appendToLedger: (facts) => (away ? Promise.reject(new Error("database away")) : ledger.append(facts)),
    readLedgerHead: () => ledgerHead(database.db),
    key: await loadSigningKey(join(folder, "keys"), "ledger-key"),
    checkpointPath,
    stamper: null,
    nodeName: "node-1",
    clock,
    log: silentLog(),
  });
  await stage.start();
  await stage.anchor();
  expect(await readEntries(database.db, 0, 10)).toEqual([]);
  away = false;
  await stage.anchor();
  await stage.anchor();
  heads[0] = { ...(heads[0] as DurableHead), number: 4, head: Buffer.alloc(32, 3) };
  await stage.stop();

  const bodies = (await readEntries(database.db, 0, 10)).map(({ body }) => (JSON.parse(body) as { heads: unknown[][] }).heads.map(([camera, , , number]) => `${String(camera)}:${String(number)}`));
  expect(bodies).toEqual([["cam-1:3", "cam-2:9"], ["cam-1:4"]]);
  const publicName = (await readdir(join(folder, "keys"))).find((name) => name.endsWith(".pub.pem")) ?? "";
  const checkpoints = await readCheckpoints(checkpointPath, rawPublicKey(await readFile(join(folder, "keys", publicName), "utf8")));
  expect(checkpoints.map(({ seq }) => seq)).toEqual([1, 2]);
});
