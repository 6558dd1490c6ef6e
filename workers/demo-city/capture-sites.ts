import path from "node:path";
import type { CameraId } from "../../shared/domain/ids.ts";
import { writeSecretFile } from "./city/write-secret-file.ts";
import type { DemoCamera, DemoEvaluator } from "./city/demo-city.ts";

export interface CameraSources {
  main: CaptureSource;
  sub?: CaptureSource;
}

type CaptureSource = { kind: "rtsp"; url: string } | { kind: "rtmp"; host: string; port: number; path: string } | { kind: "srt"; host: string; port: number };

export interface SiteParts {
  directory: string;
  tokens: ReadonlyMap<CameraId, string>;
  /** Where the cameras of a site find the centre: straight, or over the line that fails. */
  centreUrl(evaluator: DemoEvaluator): string;
  /** Its entry in the configuration of the capture worker: where to pull from, or on which port to listen. */
  sources(camera: DemoCamera): CameraSources;
}

/** Far more than a demo cut needs, and nothing that a disk would notice. */
const SPOOL_BYTES = 512 * 2 ** 20;

/** One configuration for the real capture worker per line to the centre. @returns the files, for the launcher */
export async function writeCaptureSites(city: readonly DemoEvaluator[], parts: SiteParts): Promise<string[]> {
  const files: string[] = [];
  for (const shaky of [false, true]) {
    const evaluators = city.filter((evaluator) => evaluator.shakyLine === shaky);
    const [first] = evaluators;
    if (!first) continue;
    const name = shaky ? "capture-far" : "capture";
    const file = path.join(parts.directory, `${name}.json`);
    await writeSecretFile(file, {
      serverUrls: [parts.centreUrl(first)],
      siteName: shaky ? "demo-far-site" : "demo-site",
      spool: { directory: path.join(parts.directory, `${name}-spool`), maxBytes: SPOOL_BYTES },
      cameras: evaluators.flatMap((evaluator) => evaluator.rooms).flatMap((room) => room.cameras).map((camera) => ({
        id: camera.id,
        token: parts.tokens.get(camera.id),
        ...parts.sources(camera),
      })),
    });
    files.push(file);
  }
  return files;
}
