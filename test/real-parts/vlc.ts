import { spawnSync } from "node:child_process";
import { startProgram } from "./child-program.ts";
import { freePort } from "./child-server.ts";

/** VLC refuses to run as root: as root it is run as nobody, who must be able to read the files. */
const AS_NOBODY = process.getuid?.() === 0 ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] : [];
const QUIET = ["-I", "dummy", "--no-dbus", "--play-and-exit"];
/** What VLC says on a machine without display, sound and desktop, and of every fragmented file whose first fragment is number 1, as the standard has it. */
const OF_NO_CONCERN = [/ debug: /, / interface(:| )/, / libvlc error: /, / audio output error: /, /end of playlist/, /sequence discontinuity detected 1 != 0/];
const ENVIRONMENT = { ...process.env, HOME: "/nonexistent" };

/** Its version, or null. */
export function findVlc(): string | null {
  const { stdout } = spawnSync(AS_NOBODY[0] ?? "cvlc", [...AS_NOBODY.slice(1), ...(AS_NOBODY.length > 0 ? ["cvlc"] : []), "--version"], { env: ENVIRONMENT });
  return /VLC (?:media player |version )(\d+\.\d+[.\d]*)/.exec(stdout?.toString() ?? "")?.[1] ?? null;
}

/** Why VLC cannot be used, or false. */
export function missingVlc(): string | false {
  return findVlc() === null && "VLC is not installed: vlc-bin and vlc-plugin-base";
}

export interface VlcVerdict {
  /** Errors, and what its demultiplexer found strange. */
  complaints: string[];
  /** Pictures were decoded. */
  pictures: boolean;
}

/** Reads a file to its end as fast as it can, without decoding. */
export function readWithVlc(file: string): VlcVerdict {
  return run([...QUIET, "--sout", "#dummy", file]);
}

/** Plays a file's last seconds, decoded, in real time, from `startSeconds` to its end. */
export function playEndWithVlc(file: string, startSeconds: number): VlcVerdict {
  return run([...QUIET, "-vv", "--vout", "dummy", "--aout", "dummy", "--start-time", `${startSeconds}`, file]);
}

function run(args: readonly string[]): VlcVerdict {
  const [command = "", ...rest] = [...AS_NOBODY, "cvlc", ...args];
  const { stdout, stderr, status } = spawnSync(command, rest, { env: ENVIRONMENT, timeout: 60_000, maxBuffer: 1 << 26 });
  const lines = `${stdout.toString()}\n${stderr.toString()}`.split("\n");
  // Warnings only come with -vv, and are of every fragmented file: "STTS table of 0 entries".
  const complaints = lines.filter((line) => /^\[[0-9a-f]{16}\] /.test(line) && !line.includes(" warning: ") && !OF_NO_CONCERN.some((known) => known.test(line)));
  if (status !== 0) complaints.push(`ended with ${status}`);
  return { complaints, pictures: lines.some((line) => line.includes("Received first picture")) };
}

/** VLC as an RTSP server that plays a file, copied and not encoded. It sends RTP over UDP only. */
export async function startVlcRtspServer(file: string): Promise<{ url: string; kill(): Promise<void> }> {
  const url = `rtsp://127.0.0.1:${await freePort()}/camera`;
  const [command = "", ...args] = [...AS_NOBODY, "cvlc", "-I", "dummy", "--no-dbus", "-vv", "--loop", file, "--sout", `#rtp{sdp=${url}}`, "--sout-keep"];
  const { kill } = await startProgram(command, args, "RTSP: adding /camera/trackID");
  return { url, kill };
}
