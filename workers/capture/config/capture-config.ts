import { z } from "zod";
import { CameraId } from "../../../shared/domain/ids.ts";
import { LOG_LEVELS } from "../../../shared/node/log/log.ts";

/** A secret in the file itself, in an environment variable, or alone in a file of its own. */
export const Secret = z.union(
  [z.string().min(1), z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) })],
  { error: 'expected a text, {"env": "NAME"} or {"file": "path"}' },
);
export type Secret = z.infer<typeof Secret>;

const port = z.int({ error: "expected a port number from 1 to 65535" }).min(1).max(65535);
const urlOf = (...protocols: string[]) =>
  z.url({ protocol: new RegExp(`^(${protocols.join("|")})$`), error: (issue) => `expected a URL of ${protocols.join(" or ")}, got "${String(issue.input)}"` });

const RtspConfig = z.strictObject({
  kind: z.literal("rtsp"),
  /** May carry user:password; better give them apart. */
  url: urlOf("rtsp", "rtsps"),
  username: z.string().optional(),
  password: Secret.optional(),
});
const RtmpConfig = z.strictObject({ kind: z.literal("rtmp"), host: z.string().default("0.0.0.0"), port, path: z.string().min(1) });
const SrtConfig = z.strictObject({ kind: z.literal("srt"), host: z.string().default("0.0.0.0"), port, passphrase: Secret.optional() });
const HttpConfig = z.strictObject({ kind: z.literal("http"), url: urlOf("http", "https") });
const FileConfig = z.strictObject({ kind: z.literal("file"), path: z.string().min(1), loop: z.boolean().default(true) });

export const SourceConfig = z.discriminatedUnion("kind", [RtspConfig, RtmpConfig, SrtConfig, HttpConfig, FileConfig], {
  error: 'expected a source with kind "rtsp", "rtmp", "srt", "http" or "file"',
});
export type SourceConfig = z.infer<typeof SourceConfig>;

/** `copy` keeps AAC as it is and leaves other audio out; `transcode` makes AAC of other audio (ffmpeg sources only); `off` leaves all out. */
export const AudioSetting = z.enum(["copy", "transcode", "off"], { error: 'expected audio "copy", "transcode" or "off"' });
export type AudioSetting = z.infer<typeof AudioSetting>;

const CameraConfig = z
  .strictObject({ id: CameraId, token: Secret, main: SourceConfig, sub: SourceConfig.optional(), audio: AudioSetting.default("copy") })
  .refine((camera) => camera.audio !== "transcode" || (camera.main.kind !== "rtsp" && camera.sub?.kind !== "rtsp"), {
    error: 'expected audio "copy" or "off" for RTSP, got "transcode": set the camera to AAC, or leave its audio out',
  });
export type CameraConfig = z.infer<typeof CameraConfig>;

const MIB = 1024 * 1024;
const SpoolConfig = z.strictObject({
  directory: z.string().min(1),
  maxBytes: z.int().min(16 * MIB, "expected at least 16 MiB (16777216)"),
  memoryBytes: z.int().min(4 * MIB, "expected at least 4 MiB (4194304)").default(64 * MIB),
  /** How long a fragment may wait for its acknowledgement before it is written; 0 = write at once. */
  diskDelayMs: z.int().min(0).max(10_000, "expected at most 10000 ms").default(500),
});

/** The capture worker's configuration file; README.md shows one. */
export const CaptureConfig = z
  .strictObject({
    siteName: z.string().min(1, "expected a name of 1 to 100 characters").max(100, "expected a name of 1 to 100 characters"),
    serverUrls: z.array(urlOf("http", "https")).min(1, "expected at least one server URL"),
    spool: SpoolConfig,
    deviceKeyFile: z.string().min(1).optional(),
    /** Both default to what suits the number of cameras; pacing.ts says how. */
    flushIntervalMs: z.int().min(5).max(1000).optional(),
    lazyReads: z.boolean().optional(),
    /** push/web-socket-transport.ts says why zero. */
    mask: z.enum(["zero", "random"], { error: 'expected mask "zero" or "random"' }).default("zero"),
    logLevel: z.enum(LOG_LEVELS).default("info"),
    cameras: z.array(CameraConfig).min(1, "expected at least one camera"),
  })
  .superRefine((config, context) => {
    const seen = new Set<string>();
    for (const [index, camera] of config.cameras.entries()) {
      if (seen.has(camera.id)) context.addIssue({ code: "custom", path: ["cameras", index, "id"], message: `expected every camera once, got "${camera.id}" again` });
      seen.add(camera.id);
    }
  });
export type CaptureConfig = z.infer<typeof CaptureConfig>;
