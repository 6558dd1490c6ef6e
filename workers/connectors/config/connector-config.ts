import { z } from "zod";
import { isEventType } from "../../../shared/events/event-catalog.ts";
import { ProducerId } from "../../../shared/protocol/producers.ts";

/** A secret never stands in the file itself. */
export const Secret = z.union([z.strictObject({ file: z.string().min(1) }), z.strictObject({ env: z.string().min(1) })], { error: 'expected {"file": "PATH"} or {"env": "NAME"}; a secret never stands in this file' });
export type Secret = z.infer<typeof Secret>;

const seconds = (from: number, to: number) => z.number({ error: `expected a number of seconds from ${from} to ${to}` }).min(from, `expected ${from} seconds or more`).max(to, `expected at most ${to} seconds`);
const address = z.url({ protocol: /^https?$/, error: 'expected an address that begins with "http://" or "https://"' });

const common = {
  /** The producer, as the administrator registered it; its token. */
  source: ProducerId,
  token: Secret,
};

/** Files that another system writes into a folder. */
export const FileDrop = z.strictObject({
  kind: z.literal("file-drop"),
  ...common,
  folder: z.string().min(1, "expected a folder"),
  /** What the rows of CSV and XLSX files are; such a file may also name it: "candidate.absent--0316.csv". */
  type: z.string().refine(isEventType, { error: "expected a type of event that shared/events/events.md lists" }).optional(),
  pollSeconds: seconds(0.1, 3600).default(5),
  /** A file is complete when it has not changed for so long. */
  settleSeconds: seconds(0, 3600).default(5),
});
export type FileDrop = z.infer<typeof FileDrop>;

/** A system that is asked for what is new. */
export const HttpPull = z.strictObject({
  kind: z.literal("http-pull"),
  ...common,
  url: address,
  /** What the other system wants to see. */
  bearer: Secret.optional(),
  /** Where this connector notes how far it came, and what was refused. */
  stateFolder: z.string().min(1, "expected a folder"),
  pollSeconds: seconds(0.1, 86_400).default(60),
});
export type HttpPull = z.infer<typeof HttpPull>;

export const ConnectorConfig = z.strictObject({
  serverUrl: address,
  connectors: z
    .array(z.discriminatedUnion("kind", [FileDrop, HttpPull], { error: 'expected "kind" to be "file-drop" or "http-pull"' }))
    .min(1, "expected at least one connector")
    .max(64)
    .refine((list) => new Set(list.map(({ source }) => source)).size === list.length, { error: "expected each source in one connector only: two would number their events alike" }),
});
export type ConnectorConfig = z.infer<typeof ConnectorConfig>;
