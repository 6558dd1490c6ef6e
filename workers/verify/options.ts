import { parseArgs } from "node:util";
import { z } from "zod";

export const USAGE = `npm run verify -- [what] [--key FILE …] [--lang zh|en]

what   --data DIR          a data directory: its local store and its public keys
       --s3                the bucket named by S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY, S3_SECRET_KEY
       FILE|FOLDER …       exported segment files
also   --camera ID         only this camera
       --key FILE          a public key of the centre (PEM); may be repeated
       --device-key ID=KEY a camera's device key (raw Ed25519, base64url); may be repeated
       --whole             demand that every stream begins with record 1 (always so for --data and --s3)

Exit code 0: all as it was signed. 1: something was changed or is missing. 2: it could not be checked.`;

export interface VerifyOptions {
  what: { kind: "data"; directory: string } | { kind: "s3" } | { kind: "files"; paths: string[] };
  camera: string | null;
  keyFiles: string[];
  deviceKeys: ReadonlyMap<string, Uint8Array>;
  whole: boolean;
  lang: "zh" | "en";
}

export class UsageError extends Error {
  override name = "UsageError";
}

/** @throws UsageError with a sentence */
export function readOptions(args: readonly string[]): VerifyOptions {
  const { values, positionals } = parse(args);
  const given = [values.data !== undefined, values.s3, positionals.length > 0].filter(Boolean).length;
  if (given !== 1) throw new UsageError(`expected exactly one of --data DIR, --s3 or files, got ${given}`);
  const lang = z.enum(["zh", "en"]).safeParse(values.lang);
  if (!lang.success) throw new UsageError(`expected --lang zh or en, got ${values.lang}`);
  return {
    what: whatOf(values.data, values.s3, positionals),
    camera: values.camera ?? null,
    keyFiles: values.key,
    deviceKeys: new Map(values["device-key"].map(deviceKeyOf)),
    whole: values.whole || positionals.length === 0,
    lang: lang.data,
  };
}

function whatOf(data: string | undefined, s3: boolean, paths: string[]): VerifyOptions["what"] {
  if (data !== undefined) return { kind: "data", directory: data };
  return s3 ? { kind: "s3" } : { kind: "files", paths };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        data: { type: "string" },
        s3: { type: "boolean", default: false },
        camera: { type: "string" },
        key: { type: "string", multiple: true, default: [] },
        "device-key": { type: "string", multiple: true, default: [] },
        whole: { type: "boolean", default: false },
        lang: { type: "string", default: "zh" },
      },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function deviceKeyOf(text: string): [string, Uint8Array] {
  const [camera, key] = text.split("=", 2);
  const raw = Buffer.from(key ?? "", "base64url");
  if (camera === undefined || raw.byteLength !== 32) throw new UsageError(`expected --device-key CAMERA=KEY with a raw Ed25519 key of 32 bytes in base64url, got ${text}`);
  return [camera, raw];
}
