import { randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import { PRINCIPAL_KINDS, type PrincipalKind } from "../../shared/domain/capability.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { hashToken, type Principal } from "./principal.ts";

/** Kinds that sign in by a link; cameras and producers have their own tokens. */
export type SignInKind = Exclude<PrincipalKind, "camera" | "producer">;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LINK_LIFE_MS: Readonly<Record<SignInKind, number>> = { administrator: DAY_MS, "wall-device": 7 * DAY_MS };
/** A wall screen hangs there for years; a person's browser does not stay an administrator for ever. */
const SIGN_IN_LIFE_MS: Readonly<Record<SignInKind, number>> = { administrator: 7 * DAY_MS, "wall-device": 5 * 365 * DAY_MS };

const now = (clock: Clock): Date => new Date(clock.nowUs() / 1000);
const later = (clock: Clock, durationMs: number): Date => new Date(clock.nowUs() / 1000 + durationMs);

/** A token of 256 bits, safe in a URL. Shown once; only its hash is kept. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** @returns the token for `/sign-in?token=…`; it works once */
export async function createSignInLink(db: Kysely<Database>, clock: Clock, kind: SignInKind, label: string): Promise<{ token: string; expiresAt: Date }> {
  const token = newToken();
  const expiresAt = later(clock, LINK_LIFE_MS[kind]);
  await db.insertInto("signInLink").values({ tokenHash: hashToken(token), principalKind: kind, label, expiresAt, usedAt: null }).execute();
  return { token, expiresAt };
}

/** Uses a link up and signs in. Null when the link is unknown, used or expired (not told apart on purpose). */
export async function redeemSignInLink(db: Kysely<Database>, clock: Clock, token: string): Promise<{ token: string; expiresAt: Date; principal: Principal } | null> {
  return db.transaction().execute(async (trx) => {
    const link = await trx
      .updateTable("signInLink")
      .set({ usedAt: now(clock) })
      .where("tokenHash", "=", hashToken(token))
      .where("usedAt", "is", null)
      .where("expiresAt", ">", now(clock))
      .returning(["principalKind", "label"])
      .executeTakeFirst();
    const kind = signInKind(link?.principalKind);
    if (link === undefined || kind === null) return null;
    const signInToken = newToken();
    const tokenHash = hashToken(signInToken);
    const expiresAt = later(clock, SIGN_IN_LIFE_MS[kind]);
    await trx.insertInto("signIn").values({ tokenHash, principalKind: kind, label: link.label, expiresAt, revokedAt: null }).execute();
    return { token: signInToken, expiresAt, principal: { kind, label: link.label, signInId: tokenHash.toString("hex") } };
  });
}

export async function findPrincipal(db: Kysely<Database>, clock: Clock, token: string): Promise<Principal | null> {
  const tokenHash = hashToken(token);
  const row = await liveSignIns(db, clock).where("tokenHash", "=", tokenHash).select(["principalKind", "label"]).executeTakeFirst();
  const kind = signInKind(row?.principalKind);
  return row === undefined || kind === null ? null : { kind, label: row.label, signInId: tokenHash.toString("hex") };
}

/** Of these sign-ins, the ones that are neither revoked nor expired. */
export async function stillSignedIn(db: Kysely<Database>, clock: Clock, signInIds: readonly string[]): Promise<Set<string>> {
  if (signInIds.length === 0) return new Set();
  const hashes = signInIds.map((id) => Buffer.from(id, "hex"));
  const rows = await liveSignIns(db, clock).where("tokenHash", "in", hashes).select("tokenHash").execute();
  return new Set(rows.map((row) => row.tokenHash.toString("hex")));
}

export function listSignIns(db: Kysely<Database>, clock: Clock) {
  return liveSignIns(db, clock).select(["tokenHash", "principalKind", "label", "createdAt", "expiresAt"]).orderBy("createdAt", "desc").execute();
}

/** @returns false when there is no such live sign-in */
export async function revokeSignIn(db: Kysely<Database>, clock: Clock, signInId: string): Promise<boolean> {
  const tokenHash = Buffer.from(signInId, "hex");
  const done = await db.updateTable("signIn").set({ revokedAt: now(clock) }).where("tokenHash", "=", tokenHash).where("revokedAt", "is", null).executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

function liveSignIns(db: Kysely<Database>, clock: Clock) {
  return db.selectFrom("signIn").where("revokedAt", "is", null).where("expiresAt", ">", now(clock));
}

function signInKind(text: string | undefined): SignInKind | null {
  return PRINCIPAL_KINDS.find((kind): kind is SignInKind => kind === text && kind !== "camera" && kind !== "producer") ?? null;
}
