import type { FactOf } from "../../events/fact.ts";
import { ofType, viewOf } from "./facts-by-type.ts";

export type Lock = FactOf<"object.locked">;
/** What an archived thing is: its kind decides how long it is kept (A15). */
export const MEDIA = ["video", "data", "paper", "scan"] as const;

/** Each object's locks, oldest first: written with one, extended by the next. */
export const locksByObject = viewOf((facts) => Map.groupBy(ofType(facts, "object.locked"), ({ data }) => data.objectKey));
