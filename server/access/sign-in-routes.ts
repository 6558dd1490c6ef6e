import { z } from "zod";
import { CAPABILITIES, Capability, GRANTS, PRINCIPAL_KINDS } from "../../shared/domain/capability.ts";
import { NewSignInLink, SignInAnswer, SignInLinkAnswer, SignInList, SignInRequest } from "../../shared/protocol/sign-in.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { Kysely } from "kysely";
import { ApiError } from "../errors/error-catalogue.ts";
import type { AuditTrail } from "../audit/audit-trail.ts";
import type { HttpApp } from "../http/http-app.ts";
import type { AccessTable } from "./access-table.ts";
import { SIGN_IN_COOKIE } from "./guard-routes.ts";
import type { Principal } from "./principal.ts";
import { createSignInLink, listSignIns, redeemSignInLink, revokeSignIn } from "./sign-in-queries.ts";

export interface SignInRouteParts {
  db: Kysely<Database>;
  clock: Clock;
  access: AccessTable;
  audit: AuditTrail;
  publicUrl: string | null;
  /** Cuts open sockets of ended sign-ins at once on this node; others follow within seconds. */
  onRevoked(): void;
}

/** Signing in by a one-time link, out again, and who is in. */
export function signInRoutes(app: HttpApp, parts: SignInRouteParts): void {
  const { db, clock } = parts;
  const secure = parts.publicUrl?.startsWith("https:") ?? false;
  const tight = { rateLimit: { max: 20, timeWindow: 60_000 } };

  app.post("/api/v1/sign-in", { config: { capability: "public", ...tight }, schema: { body: SignInRequest, response: { 200: SignInAnswer } } }, async (request, reply) => {
    const signedIn = await redeemSignInLink(db, clock, request.body.token);
    if (signedIn === null) throw new ApiError("sign-in-link-invalid", "expected a link that was not used before; ask for a new one");
    await parts.audit.record("access.signed-in", signedIn.principal, "", {});
    const cookie = { httpOnly: true, sameSite: "lax", secure, path: "/", expires: signedIn.expiresAt } as const;
    void reply.setCookie(SIGN_IN_COOKIE, signedIn.token, cookie);
    return answer(signedIn.principal);
  });

  app.post("/api/v1/sign-out", { config: { capability: "public" }, schema: { response: { 200: SignInAnswer } } }, async (request, reply) => {
    if (request.principal !== null) {
      await revokeSignIn(db, clock, request.principal.signInId);
      await parts.audit.record("access.signed-out", request.principal, "", {});
    }
    parts.onRevoked();
    void reply.clearCookie(SIGN_IN_COOKIE, { path: "/" });
    return answer(null);
  });

  app.get("/api/v1/me", { config: { capability: "public" }, schema: { response: { 200: SignInAnswer } } }, (request) => answer(request.principal));

  app.post("/api/v1/sign-in-links", { config: { capability: "system.write" }, schema: { body: NewSignInLink, response: { 200: SignInLinkAnswer } } }, async (request) => {
    const link = await createSignInLink(db, clock, request.body.kind, request.body.label);
    const site = parts.publicUrl ?? `${request.protocol}://${request.host}`;
    return { url: `${site}/sign-in?token=${link.token}`, expiresAt: link.expiresAt.toISOString() };
  });

  app.get("/api/v1/sign-ins", { config: { capability: "system.read" }, schema: { response: { 200: SignInList } } }, async (request) => {
    const rows = await listSignIns(db, clock);
    return rows.map((row) => {
      const id = row.tokenHash.toString("hex");
      return { id, kind: row.principalKind, label: row.label, createdAt: row.createdAt.toISOString(), expiresAt: row.expiresAt.toISOString(), own: id === request.principal?.signInId };
    });
  });

  const SignInParams = z.object({ id: z.string().regex(/^[0-9a-f]{64}$/, "a sign-in id is 64 hexadecimal digits") });
  app.delete("/api/v1/sign-ins/:id", { config: { capability: "system.write" }, schema: { params: SignInParams, response: { 204: z.null() } } }, async (request, reply) => {
    if (!(await revokeSignIn(db, clock, request.params.id))) throw new ApiError("not-found", `no live sign-in ${request.params.id}`);
    parts.onRevoked();
    return reply.status(204).send(null);
  });

  const AccessRows = z.array(z.object({ kind: z.string(), name: z.string(), capability: Capability, proof: z.string(), kinds: z.array(z.enum(PRINCIPAL_KINDS)) }));
  app.get("/api/v1/access", { config: { capability: "system.read" }, schema: { response: { 200: AccessRows } } }, () =>
    parts.access.rows().map((row) => ({ ...row, kinds: PRINCIPAL_KINDS.filter((kind) => GRANTS[kind].includes(row.capability)) })),
  );
}

function answer(principal: Principal | null): SignInAnswer {
  const capabilities = principal === null ? CAPABILITIES.filter((each) => each === "public") : [...GRANTS[principal.kind]];
  return { principal: principal === null ? null : { kind: principal.kind, label: principal.label }, capabilities };
}
