import { afterAll, beforeAll, expect, test } from "vitest";
import { exampleEvent } from "../../shared/events/description/example-event.ts";
import type { EventsAnswer } from "../../shared/events/event-refusal.ts";
import { mutants } from "../../shared/events/test-mutations.ts";
import { startTestServer, type TestServer } from "../test-server.ts";

let server: TestServer;
let token: string;
beforeAll(async () => {
  server = await startTestServer();
  const cookie = await server.signInAs("administrator");
  const saved = await server.app.inject({ method: "PUT", url: "/api/v1/producers/exam-platform", headers: { cookie }, payload: { name: "平台" } });
  token = saved.json<{ token: string }>().token;
});
afterAll(() => server.stop());

const post = (payload: string) => server.app.inject({ method: "POST", url: "/api/v1/events", headers: { authorization: `Bearer ${token}`, "content-type": "application/cloudevents-batch+json" }, payload });

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Sound events of this test have a time of their own; the machine's is later than any of them. */
const sound = (sequence: number) => JSON.stringify({ ...exampleEvent("results.posted"), id: `sound-${sequence}`, sequence: 100_000 + sequence });

test("among thousands of malformed events the sound ones are taken, each at its place, and nothing else is", async () => {
  const made = [...mutants(exampleEvent, 3_000, 7)].filter(({ mutation }) => !mutation.startsWith("a moment still to come")).map(({ json }) => json);
  const readable = made.filter(isJson);
  for (let from = 0; from < readable.length; from += 300) {
    const group = readable.slice(from, from + 300);
    const places = [0, Math.floor(group.length / 2), group.length];
    const body = [sound(from), ...group.slice(0, places[1]), sound(from + 1), ...group.slice(places[1]), sound(from + 2)];
    const answer = (await post(`[${body.join(",")}]`)).json<EventsAnswer>();
    expect(answer.answers.filter((each) => each.accepted).map((each) => each.index)).toEqual([0, (places[1] ?? 0) + 1, group.length + 2]);
  }
  for (const broken of made.filter((json) => !isJson(json)).slice(0, 50)) expect((await post(broken)).statusCode).toBe(400);
  const entries = await server.db.selectFrom("ledgerEntry").select("eventId").where("producer", "=", "exam-platform").execute();
  expect(entries.filter(({ eventId }) => eventId?.startsWith("sound-") !== true)).toEqual([]);
}, 120_000);

test.each([
  ["an empty list", "[]", 200],
  ["a list in a list", "[[]]", 422],
  ["a list of nothing", "[null]", 422],
  ["an object that looks like a list", '{"0":{},"length":1}', 422],
])("a batch that is %s is answered event by event", async (_name, body, status) => {
  expect((await post(body)).statusCode).toBe(status);
});

test("a body over its limit is refused as too large before it is read", async () => {
  const answer = await post(`["${"x".repeat(8 * 1024 * 1024)}"]`);
  expect([answer.statusCode, answer.json<{ error: { code: string } }>().error.code]).toEqual([413, "too-large"]);
});
