import { type Challenge, readChallenges } from "./challenges.ts";
import { type DigestChallenge, readDigestChallenge } from "./digest.ts";

export interface Credentials {
  username: string;
  password: string;
}

export type ChosenChallenge = { scheme: "digest"; digest: DigestChallenge; stale: boolean } | { scheme: "basic" };

/** The first Digest we can answer, wherever it stands; else Basic; null if there is neither. */
export function chooseChallenge(wwwAuthenticate: readonly string[]): ChosenChallenge | null {
  const challenges = readChallenges(wwwAuthenticate);
  for (const challenge of challenges) {
    const digest = readDigestChallenge(challenge);
    if (digest !== null) return { scheme: "digest", digest, stale: isStale(challenge) };
  }
  return challenges.some(({ scheme }) => scheme === "basic") ? { scheme: "basic" } : null;
}

/** RFC 7617: user and password in UTF-8; only the first colon separates. */
export function basicAuthorization({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`;
}

/** Any case, quoted or not; Hikvision always sends stale="FALSE". */
function isStale({ params }: Challenge): boolean {
  return params.get("stale")?.toLowerCase() === "true";
}
