import { createHash } from "node:crypto";
import type { Challenge } from "./challenges.ts";

const HASH_NAMES: Readonly<Record<string, string>> = { MD5: "md5", "SHA-256": "sha256", "SHA-512-256": "sha512-256" };

/** What has to be known of a challenge to answer it. */
export interface DigestChallenge {
  realm: string;
  nonce: string;
  opaque: string | null;
  /** As the camera wrote it, to be echoed; null if absent, which means MD5. */
  algorithmToken: string | null;
  /** "MD5", "SHA-256-sess" … */
  algorithm: string;
  hashName: string;
  /** null: the RFC 2069 form, which most cameras use. */
  qop: "auth" | "auth-int" | null;
  /** RFC 7616 3.4.4: the user name is sent hashed. */
  userhash: boolean;
}

export interface DigestRequest {
  username: string;
  password: string;
  method: string;
  /** Byte for byte the request URI. */
  uri: string;
  /** How often this nonce was used, 8 hex digits. */
  nc: string;
  cnonce: string;
}

export interface DigestAnswer {
  scheme: "Digest";
  username: string;
  realm: string;
  nonce: string;
  uri: string;
  algorithm: string;
  qop: "auth" | "auth-int" | null;
  opaque: string | null;
  nc: string | null;
  cnonce: string | null;
  response: string;
  /** The Authorization header value. */
  authorization: string;
}

/** Null if the challenge is no digest or asks for what we cannot do (unknown algorithm or qop, no nonce). */
export function readDigestChallenge({ scheme, params }: Challenge): DigestChallenge | null {
  const realm = params.get("realm");
  const nonce = params.get("nonce");
  if (scheme !== "digest" || realm === undefined || nonce === undefined) return null;
  const algorithmToken = params.get("algorithm") || null;
  const { base, isSession } = splitAlgorithm(algorithmToken ?? "MD5");
  const hashName = HASH_NAMES[base];
  const qop = chooseQop(params.get("qop") ?? "");
  if (hashName === undefined || qop === undefined) return null;
  return {
    realm,
    nonce,
    opaque: params.get("opaque") ?? null,
    algorithmToken,
    algorithm: isSession ? `${base}-sess` : base,
    hashName,
    qop,
    userhash: params.get("userhash")?.toLowerCase() === "true",
  };
}

/** Answers a challenge: RFC 2069 (no qop), RFC 2617, RFC 7616. The request has no body (auth-int hashes nothing). */
export function answerDigest(challenge: DigestChallenge, request: DigestRequest): DigestAnswer {
  const { realm, nonce, qop, opaque } = challenge;
  const hash = (text: string): string => createHash(challenge.hashName).update(text, "utf8").digest("hex");
  const isSession = challenge.algorithm.endsWith("-sess");

  const secret = hash(`${request.username}:${realm}:${request.password}`);
  const ha1 = isSession ? hash(`${secret}:${nonce}:${request.cnonce}`) : secret;
  const ha2 = hash(qop === "auth-int" ? `${request.method}:${request.uri}:${hash("")}` : `${request.method}:${request.uri}`);
  const nonceCount = qop === null ? null : request.nc;
  const response = hash(qop === null ? `${ha1}:${nonce}:${ha2}` : `${ha1}:${nonce}:${nonceCount}:${request.cnonce}:${qop}:${ha2}`);

  const answer = {
    scheme: "Digest" as const,
    username: challenge.userhash ? hash(`${request.username}:${realm}`) : request.username,
    realm,
    nonce,
    uri: request.uri,
    algorithm: challenge.algorithm,
    qop,
    opaque,
    nc: nonceCount,
    cnonce: qop !== null || isSession ? request.cnonce : null,
    response,
  };
  return { ...answer, authorization: formatAnswer(answer, challenge) };
}

function formatAnswer(answer: Omit<DigestAnswer, "authorization">, challenge: DigestChallenge): string {
  const fields: (string | null)[] = [
    `username=${quoted(answer.username)}`,
    `realm=${quoted(answer.realm)}`,
    `nonce=${quoted(answer.nonce)}`,
    `uri=${quoted(answer.uri)}`,
    `response="${answer.response}"`,
    challenge.algorithmToken === null ? null : `algorithm=${challenge.algorithmToken}`,
    answer.opaque === null ? null : `opaque=${quoted(answer.opaque)}`,
    answer.qop === null ? null : `qop=${answer.qop}`,
    answer.nc === null ? null : `nc=${answer.nc}`,
    answer.cnonce === null ? null : `cnonce=${quoted(answer.cnonce)}`,
    challenge.userhash ? "userhash=true" : null,
  ];
  return `Digest ${fields.filter((field) => field !== null).join(", ")}`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

function splitAlgorithm(token: string): { base: string; isSession: boolean } {
  const upper = token.toUpperCase();
  const isSession = upper.endsWith("-SESS");
  return { base: isSession ? upper.slice(0, -5) : upper, isSession };
}

/** undefined: only kinds of protection we do not know. */
function chooseQop(offered: string): "auth" | "auth-int" | null | undefined {
  const options = offered.split(",").map((option) => option.trim().toLowerCase()).filter((option) => option !== "");
  if (options.length === 0) return null;
  if (options.includes("auth")) return "auth";
  return options.includes("auth-int") ? "auth-int" : undefined;
}
