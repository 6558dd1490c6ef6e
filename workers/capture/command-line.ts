import { parseArgs } from "node:util";

/** What `npm run capture -- …` was asked to do. */
export type CaptureCommand =
  | { do: "run"; configPath: string }
  | { do: "probe"; url: string; language: "zh" | "en" }
  | { do: "new-device-key"; path: string };

export const USAGE = `npm run capture -- --config FILE            push the cameras named in FILE to the centre
npm run capture -- --probe URL [--lang zh]  say what a camera sends, in words
npm run capture -- --new-device-key FILE    make an Ed25519 key that signs what this worker sends`;

export class UsageError extends Error {
  override name = "UsageError";
}

/** @throws UsageError naming what was expected */
export function readCommandLine(args: readonly string[]): CaptureCommand {
  const values = parse(args);
  const asked = ["config", "probe", "new-device-key"].filter((name) => name in values);
  if (asked.length !== 1) throw new UsageError(`expected exactly one of --config, --probe and --new-device-key, got ${asked.length}:\n${USAGE}`);
  const language = values.lang ?? "en";
  if (language !== "zh" && language !== "en") throw new UsageError(`expected --lang zh or en, got "${language}"`);
  if (values.config !== undefined) return { do: "run", configPath: values.config };
  if (values.probe !== undefined) return { do: "probe", url: values.probe, language };
  return { do: "new-device-key", path: values["new-device-key"] ?? "" };
}

function parse(args: readonly string[]) {
  try {
    const text = { type: "string" } as const;
    return parseArgs({ args: [...args], options: { config: text, probe: text, lang: text, "new-device-key": text } }).values;
  } catch (cause) {
    throw new UsageError(`${cause instanceof Error ? cause.message : String(cause)}\n${USAGE}`, { cause });
  }
}
