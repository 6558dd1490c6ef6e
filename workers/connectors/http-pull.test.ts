import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { EventsAnswer } from "../../shared/events/event-refusal.ts";
import { silentLog } from "../../shared/node/log/log.ts";
import { FakeClock } from "../../shared/time/fake-clock.ts";
import { postEvents, PostRefused } from "./event-poster.ts";
import { HttpPullConnector } from "./http-pull.ts";

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const taken = (count: number): EventsAnswer => ({ accepted: count, refused: 0, answers: Array.from({ length: count }, (_, index) => ({ index, accepted: true as const, seq: index + 1, repeated: false })) });

async function setUp(url: string, answer: (events: readonly unknown[]) => EventsAnswer = (events) => taken(events.length)) {
  const stateFolder = await mkdtemp(join(tmpdir(), "mingjian-pull-"));
  onTestFinished(() => rm(stateFolder, { recursive: true, force: true }));
  const posted: unknown[][] = [];
  const build = () =>
    new HttpPullConnector({
      config: { kind: "http-pull", source: "ln-platform", token: "t", bearer: "theirs", url: `${url}/new?area=210200`, stateFolder, pollSeconds: 1 },
      post: async (events) => {
        posted.push([...events]);
        return answer(events);
      },
      log: silentLog(),
      signal: new AbortController().signal,
    });
  return { build, posted, stateFolder };
}

test("pages are asked for one after the other, and the cursor outlives the process", async () => {
  const asked: string[] = [];
  const pages = new Map([[null, { events: [{ id: 1 }], next: "c1" }], ["c1", { events: [{ id: 2 }, { id: 3 }], next: "c2" }], ["c2", { events: [], next: null }]] as const);
  const url = await listen((request, response) => {
    const query = new URL(request.url ?? "", "http://host").searchParams;
    asked.push(`${query.get("area")} ${query.get("after")} ${request.headers.authorization}`);
    response.end(JSON.stringify(pages.get(query.get("after") as "c1" | null)));
  });
  const { build, posted } = await setUp(url);
  expect(await build().round()).toBe(3);
  expect(await build().round()).toBe(0);
  expect(posted).toEqual([[{ id: 1 }], [{ id: 2 }, { id: 3 }]]);
  expect(asked).toEqual(["null", "c1", "c2", "c2"].map((after) => `210200 ${after} Bearer theirs`));
});

test("a page that was not taken is asked for again, and refused events are kept with their reasons", async () => {
  const url = await listen((_request, response) => response.end('{"events":[{"id":1}],"next":"c1"}'));
  const broken = await setUp(url, () => { throw new Error("the centre is away"); });
  await expect(broken.build().round()).rejects.toThrow("the centre is away");
  await expect(readFile(join(broken.stateFolder, "ln-platform.cursor.json"))).rejects.toThrow("ENOENT");
  const refused = await setUp(url, () => ({ accepted: 0, refused: 1, answers: [{ index: 0, accepted: false, reason: "malformed", path: "", expected: "x", got: "y", advice: { zh: "甲", en: "a" } }] }));
  await refused.build().round();
  expect(JSON.parse((await readFile(join(refused.stateFolder, "ln-platform.refused.jsonl"), "utf8")).split("\n")[0] ?? "")).toMatchObject({ reason: "malformed", event: { id: 1 } });
});

test.each([
  ["a refusal", 403, "{}", /got 403/],
  ["something else than a page", 200, "<html>", /"next"/],
])("%s of the other system is told as what it is", async (_name, status, body, words) => {
  const url = await listen((_request, response) => response.writeHead(status).end(body));
  const { build, posted } = await setUp(url);
  await expect(build().round()).rejects.toThrow(words);
  expect(posted).toEqual([]);
});

test("an outage of the centre is waited out, longer each time, and every event is answered in its order", async () => {
  const clock = new FakeClock();
  const slept: number[] = [];
  const sleepless = { nowUs: () => clock.nowUs(), monotonicMs: () => clock.monotonicMs(), every: () => () => undefined, sleep: async (ms: number) => void slept.push(ms) };
  let requests = 0;
  const url = await listen((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString("utf8"))).on("end", () => {
      requests += 1;
      if (requests <= 2) return response.writeHead(503).end("{}");
      return response.end(JSON.stringify(taken((JSON.parse(body) as unknown[]).length)));
    });
  });
  const parts = { serverUrl: url, token: "t", clock: sleepless, log: silentLog(), signal: new AbortController().signal };
  const answer = await postEvents(Array.from({ length: 1_500 }, (_, index) => ({ index })), parts);
  expect(slept).toEqual([1_000, 2_000]);
  expect([answer.accepted, answer.answers.length, answer.answers.at(-1)?.index]).toEqual([1_500, 1_500, 1_499]);
});

test("a refusal of the centre ends the attempt with the centre's own words", async () => {
  const url = await listen((_request, response) => response.writeHead(401).end('{"error":{"code":"not-signed-in","zh":"请先登录","en":"Sign in first","detail":"expected a token"}}'));
  const parts = { serverUrl: url, token: "t", clock: new FakeClock(), log: silentLog(), signal: new AbortController().signal };
  await expect(postEvents([{}], parts)).rejects.toThrow(PostRefused);
});
