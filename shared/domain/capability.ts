import { z } from "zod";

/**
 * What a caller may do (P16). Every HTTP route and socket event names exactly
 * one of these; a route without one stops the server from starting.
 */
export const CAPABILITIES = [
  "public", // liveness, sign-in pages, static files: no footage, no names
  "wall.read", // numbers, states and gaps shown on the wall
  "live.watch", // live pictures
  "footage.read", // archived footage and its manifests
  "footage.push", // a camera token: open and fill the streams of that one camera
  "registry.read", // evaluators, rooms, cameras, sessions
  "registry.write", // create and change them, issue camera tokens
  "filings.read", // obligations, findings, evaluators' records, plans, rules, the working calendar
  "filings.write", // verdicts, calendar corrections, rule settings, calendar feeds
  "events.push", // a producer's token: events of that one source
  "events.import", // events from a file; producers and their tokens are registry.write
  "system.read", // metrics, storage, configuration with secrets masked
  "system.write", // wall device links, settings
] as const;

export const Capability = z.enum(CAPABILITIES);
export type Capability = z.infer<typeof Capability>;

/** Until roles come: four kinds of caller. The last two are machines with a token of their own. */
export const PRINCIPAL_KINDS = ["administrator", "wall-device", "camera", "producer"] as const;
export type PrincipalKind = (typeof PRINCIPAL_KINDS)[number];

export const GRANTS: Readonly<Record<PrincipalKind, readonly Capability[]>> = {
  administrator: CAPABILITIES.filter((capability) => capability !== "footage.push" && capability !== "events.push"),
  "wall-device": ["public", "wall.read", "live.watch"],
  camera: ["public", "footage.push"],
  producer: ["public", "events.push"],
};

export function mayUse(kind: PrincipalKind | null, capability: Capability): boolean {
  if (capability === "public") return true;
  return kind !== null && GRANTS[kind].includes(capability);
}
