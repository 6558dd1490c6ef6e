import { execFile, execFileSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CheckpointStamp } from "../../shared/ledger/checkpoint-stamp.ts";
import { appendCheckpoint, readCheckpoints } from "../../shared/node/ledger/checkpoint-file.ts";
import { readStamps } from "../../shared/node/ledger/checkpoint-stamps.ts";
import { silentLog } from "../../shared/node/log/log.ts";
import { loadSigningKey, type SigningKey } from "../../shared/node/signing/signing-key.ts";
import { FakeClock } from "../../shared/time/fake-clock.ts";
import { CheckpointStamper } from "./checkpoint-stamper.ts";
import { TimeStampAuthority } from "./time-stamp-authority.ts";

// openssl's own authority, behind a plain HTTP door.
const CONFIGURATION = (folder: string) => `[tsa]
default_tsa=authority
[authority]
serial=${folder}/serial
signer_cert=${folder}/tsa.pem
certs=${folder}/ca.pem
signer_key=${folder}/tsa.key
signer_digest=sha256
default_policy=1.2.3.4
digests=sha256
`;

const hasOpenssl = (() => {
  try {
    execFileSync("openssl", ["version"]);
    return true;
  } catch {
    return false;
  }
})();

let folder: string;
let authority: Server;
let url: string;
let away = false;
let key: SigningKey;

beforeAll(async () => {
  if (!hasOpenssl) return;
  folder = await mkdtemp(path.join(tmpdir(), "mingjian-tsa-"));
  const openssl = (line: string) => execFileSync("openssl", line.split(" "), { cwd: folder, stdio: "ignore" });
  openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=ca -days 2");
  openssl("req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr -subj /CN=tsa");
  await writeFile(path.join(folder, "extensions"), "extendedKeyUsage=critical,timeStamping\n");
  openssl("x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out tsa.pem -days 2 -extfile extensions");
  await writeFile(path.join(folder, "serial"), "01\n");
  await writeFile(path.join(folder, "tsa.cnf"), CONFIGURATION(folder));
  authority = createServer(async (request, response) => {
    if (away) return void response.writeHead(503).end();
    await writeFile(path.join(folder, "query"), Buffer.concat(await request.toArray()));
    execFile("openssl", "ts -reply -config tsa.cnf -section authority -queryfile query -out reply".split(" "), { cwd: folder }, async () => response.end(await readFile(path.join(folder, "reply"))));
  });
  await new Promise<void>((resolve) => authority.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(authority.address() as AddressInfo).port}/`;
  key = await loadSigningKey(path.join(folder, "keys"), "ledger-key");
}, 60_000);
afterAll(async () => {
  if (!hasOpenssl) return;
  authority.close();
  await rm(folder, { recursive: true, force: true });
});

test.skipIf(!hasOpenssl)("a checkpoint is stamped by an outside authority once an hour, an authority that is away is asked again, and openssl confirms the token (openssl)", async () => {
  const clock = new FakeClock();
  const [anchors, stamps] = [path.join(folder, "checkpoints.jsonl"), path.join(folder, "stamps.jsonl")];
  const outside = new TimeStampAuthority(url);
  const stamper = new CheckpointStamper({ stamp: (content) => outside.stamp(content), path: stamps, clock, log: silentLog() });
  const offer = async (seq: number) => stamper.offer(await appendCheckpoint(anchors, { seq, hash: "ab".repeat(32), atUs: seq }, key));

  away = true;
  await offer(1);
  away = false;
  await offer(2);
  await offer(3);
  clock.advance(3_600_000);
  await offer(4);

  const read = await readStamps(stamps, await readCheckpoints(anchors, key.publicKey));
  expect(read.map(({ seq }) => seq)).toEqual([2, 4]);
  const first = CheckpointStamp.parse(JSON.parse((await readFile(stamps, "utf8")).split("\n")[0] ?? ""));
  await writeFile(path.join(folder, "line"), first.checkpointLine);
  await writeFile(path.join(folder, "token.der"), Buffer.from(first.token, "base64"));
  const said = execFileSync("openssl", "ts -verify -token_in -in token.der -data line -CAfile ca.pem -untrusted tsa.pem".split(" "), { cwd: folder, encoding: "utf8" });
  expect(said).toContain("Verification: OK");
});

test.skipIf(!hasOpenssl)("a stamp of a checkpoint that was taken out, or with another time, is named by its line (openssl)", async () => {
  const [anchors, stamps] = [path.join(folder, "c2.jsonl"), path.join(folder, "s2.jsonl")];
  const outside = new TimeStampAuthority(url);
  const stamper = new CheckpointStamper({ stamp: (content) => outside.stamp(content), path: stamps, clock: new FakeClock(), log: silentLog() });
  await stamper.offer(await appendCheckpoint(anchors, { seq: 7, hash: "cd".repeat(32), atUs: 7 }, key));
  const checkpoints = await readCheckpoints(anchors, key.publicKey);
  await expect(readStamps(stamps, [])).rejects.toThrow("line 1");
  await writeFile(stamps, (await readFile(stamps, "utf8")).replace(/"authorityTime":"\d{4}/, '"authorityTime":"2031'));
  await expect(readStamps(stamps, checkpoints)).rejects.toThrow("the line was altered");
});
