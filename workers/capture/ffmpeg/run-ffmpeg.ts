import ffmpeg from "fluent-ffmpeg";
import type { PassThrough } from "node:stream";

/**
 * The only module that knows fluent-ffmpeg. Its capability check reads listings whose
 * layout changed in ffmpeg 7 and 8 and then refuses what ffmpeg can do, so it is off:
 * ffmpeg says itself what it cannot do.
 */
const prototype = ffmpeg.prototype as unknown as { _checkCapabilities: (done: () => void) => void };
prototype._checkCapabilities = (done) => done();

export interface FfmpegRun {
  /** What comes before -i, and the input itself. */
  inputOptions: readonly string[];
  input: string;
  outputOptions: readonly string[];
  /** Pieces of standard output, cut anywhere. */
  onBytes: (bytes: Buffer) => void;
  /** Once. `lastWords` are the last lines of standard error; the exit code means nothing (a lost TCP peer is 0). */
  onEnd: (lastWords: string) => void;
}

const LAST_LINES = 4;
const LONGEST_LINE = 200;

/** Starts ffmpeg; the returned function kills it at once. */
export function runFfmpeg(run: FfmpegRun): () => void {
  const lines: string[] = [];
  let ended = false;
  const end = (reason: string) => {
    if (ended) return;
    ended = true;
    run.onEnd([...lines, reason].filter((line) => line !== "").join(" · "));
  };
  const command = ffmpeg(run.input)
    // As arguments, not as one array: an array's elements are split at blanks.
    .inputOptions(...run.inputOptions)
    .outputOptions(...run.outputOptions)
    .on("stderr", (line: string) => {
      if (line.trim() === "") return;
      lines.push(line.trim().slice(0, LONGEST_LINE));
      if (lines.length > LAST_LINES) lines.shift();
    })
    .on("error", (error: Error) => end(lines.length === 0 ? error.message : ""))
    .on("end", () => end(""));
  const output = command.pipe() as PassThrough;
  output.on("data", (bytes: Buffer) => run.onBytes(bytes));
  output.on("error", (error) => end(error.message));
  return () => command.kill("SIGKILL");
}
