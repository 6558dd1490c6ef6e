import path from "node:path";

/** The repository: every file that the launcher starts is named from here. */
export const ROOT = path.resolve(import.meta.dirname, "../..");
