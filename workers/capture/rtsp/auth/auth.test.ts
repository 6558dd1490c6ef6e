import { expect, test } from "vitest";
import cases from "../../../../test/rtsp-cases/digest.json" with { type: "json" };
import { AuthFlow } from "./auth-flow.ts";
import { readChallenges } from "./challenges.ts";
import { basicAuthorization, chooseChallenge } from "./choose-challenge.ts";
import { answerDigest } from "./digest.ts";

function answer(theCase: (typeof cases)[number]): Record<string, unknown> {
  const { username, password, method = "", uri, wwwAuthenticate = [], nc = "00000001", cnonce = "0a4f113b" } = theCase;
  const chosen = chooseChallenge(wwwAuthenticate);
  if (chosen === null) return { error: true };
  if (chosen.scheme === "basic") return { scheme: "Basic", authorization: basicAuthorization({ username, password }) };
  return { ...answerDigest(chosen.digest, { username, password, method, uri, nc, cnonce }) };
}

test.each(cases.filter((other) => other.kind === "response"))("digest case $id: the answer is the one of the RFC", (theCase) => {
  const { anyOf, noNcNoCnonce, ...expected } = (theCase.expect ?? {}) as Record<string, unknown>;
  const given = answer(theCase);
  expect(given).toMatchObject(expected);
  if (noNcNoCnonce === true) expect(given).toMatchObject({ nc: null, cnonce: null });
  if (Array.isArray(anyOf)) expect(anyOf).toContainEqual({ algorithm: given.algorithm, nonce: given.nonce, response: given.response });
});

test.each(cases.filter((other) => other.kind === "flow"))("digest case $id: the client sends credentials just when it should", (theCase) => {
  const { username, password, uri, steps = [] } = theCase;
  const flow = new AuthFlow({ credentials: { username, password }, basicAllowed: true, newCnonce: () => "0a4f113b" });
  for (const step of steps) {
    const authorization = flow.authorize(step.method, uri);
    expect(authorization !== null).toBe(step.sendsAuth);
    if (step.response !== undefined) expect(authorization).toContain(`response="${step.response}"`);
    flow.shouldRepeat(step.reply.status, "wwwAuthenticate" in step.reply ? (step.reply.wwwAuthenticate ?? []) : []);
  }
});

function flowOf(): AuthFlow {
  return new AuthFlow({ credentials: { username: "u", password: "p" }, basicAllowed: true, newCnonce: () => "c" });
}

test("a second 401 to a fresh answer stops instead of locking the account", () => {
  const flow = flowOf();
  flow.authorize("DESCRIBE", "rtsp://h/s");
  expect(flow.shouldRepeat(401, ['Digest realm="r", nonce="n1"'])).toBe(true);
  flow.authorize("DESCRIBE", "rtsp://h/s");
  expect(() => flow.shouldRepeat(401, ['Digest realm="r", nonce="n2"'])).toThrow(/refused user and password/);
});

test("a refusal without a new challenge is a wrong password too", () => {
  const flow = flowOf();
  flow.authorize("DESCRIBE", "rtsp://h/s");
  flow.shouldRepeat(401, ['Digest realm="r", nonce="n1"']);
  flow.authorize("DESCRIBE", "rtsp://h/s");
  expect(() => flow.shouldRepeat(401, [])).toThrow(/refused user and password/);
});

test("a stale nonce is renewed once, silently, in any spelling", () => {
  const flow = flowOf();
  flow.authorize("DESCRIBE", "rtsp://h/s");
  flow.shouldRepeat(401, ['Digest realm="r", nonce="n1"']);
  flow.authorize("DESCRIBE", "rtsp://h/s");
  expect(flow.shouldRepeat(401, ['Digest realm="r", nonce="n2", stale=TRUE'])).toBe(true);
  expect(flow.authorize("DESCRIBE", "rtsp://h/s")).toContain('nonce="n2"');
  expect(() => flow.shouldRepeat(401, ['Digest realm="r", nonce="n3", stale="true"'])).toThrow(/refused/);
});

test("the nonce count starts again with a new nonce and the cnonce stays with its nonce", () => {
  const flow = flowOf();
  flow.authorize("DESCRIBE", "rtsp://h/s");
  flow.shouldRepeat(401, ['Digest realm="r", nonce="n1", qop="auth"']);
  expect(flow.authorize("DESCRIBE", "rtsp://h/s")).toContain("nc=00000001");
  flow.shouldRepeat(200, []);
  expect(flow.authorize("SETUP", "rtsp://h/s/1")).toContain("nc=00000002");
  flow.shouldRepeat(401, ['Digest realm="r", nonce="n2", qop="auth"']);
  expect(flow.authorize("SETUP", "rtsp://h/s/1")).toContain("nc=00000001");
});

test("without credentials a 401 says that they are missing", () => {
  const flow = new AuthFlow({ credentials: null, basicAllowed: true, newCnonce: () => "c" });
  flow.authorize("DESCRIBE", "rtsp://h/s");
  expect(() => flow.shouldRepeat(401, ['Basic realm="r"'])).toThrow(/none is set/);
});

test("challenges are read with escaped quotes, unquoted lists and blanks", () => {
  const [digest, basic] = readChallenges(['Digest realm="a \\"b\\"", qop=auth,auth-int, nonce = n 1 ,Basic realm="x"']);
  expect(Object.fromEntries(digest?.params ?? [])).toEqual({ realm: 'a "b"', qop: "auth,auth-int", nonce: "n 1" });
  expect(basic?.scheme).toBe("basic");
});

test("an algorithm we do not know falls back to Basic when that is offered", () => {
  expect(chooseChallenge(['Digest realm="r", nonce="n", algorithm=SHA-1', 'Basic realm="r"'])).toEqual({ scheme: "basic" });
  expect(chooseChallenge(['Digest realm="r", nonce="n", algorithm=SHA-1'])).toBeNull();
});

test("the example of RFC 7616 3.9.2 with SHA-512-256 and a hashed user name", () => {
  const chosen = chooseChallenge([
    'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true',
  ]);
  if (chosen?.scheme !== "digest") throw new Error("expected a digest");
  const given = answerDigest(chosen.digest, {
    username: "J\u00e4s\u00f8n Doe",
    password: "Secret, or not?",
    method: "GET",
    uri: "/doe.json",
    nc: "00000001",
    cnonce: "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v",
  });
  // The values of erratum 4897: those in the RFC's own text are wrong.
  expect(given.username).toBe("793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b");
  expect(given.response).toBe("3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5");
});
