import type { Anchor } from "../rule-context.ts";

/** The anchors that rows of deadlines name: which facts start and end each. */
export const ANCHORS: Readonly<Record<string, Anchor>> = {};
