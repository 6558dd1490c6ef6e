import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { startProgram } from "./child-program.ts";
import { freePort } from "./child-server.ts";
import type { Login } from "./mediamtx-server.ts";

/** A python without the bindings may stand before the system's own. */
const PYTHONS = ["python3", "/usr/bin/python3"];
const IMPORT = 'import gi; gi.require_version("GstRtspServer", "1.0"); from gi.repository import GstRtspServer';

function findPython(): string | null {
  return PYTHONS.find((python) => spawnSync(python, ["-c", IMPORT]).status === 0) ?? null;
}

/** Why GStreamer's RTSP server cannot be used, or false. */
export function missingGstRtspServer(): string | false {
  return findPython() === null && "GStreamer's RTSP server is not installed: python3-gi, gir1.2-gst-rtsp-server-1.0 and GStreamer's plugins good and bad";
}

/** Why gst-launch with these elements cannot be used, or false. */
export function missingGstElements(...elements: readonly string[]): string | false {
  const absent = elements.filter((element) => spawnSync("gst-inspect-1.0", ["--exists", element]).status !== 0);
  return absent.length > 0 && `GStreamer has no ${absent.join(", ")}: gstreamer1.0-tools, gstreamer1.0-rtsp and the plugins base, good and bad`;
}

export interface GstRtspServer {
  /** Without credentials. */
  url: string;
  kill(): Promise<void>;
  /** On the same port, after kill(); the file plays from its beginning. */
  restart(): Promise<void>;
}

/** Plays the file once, from its beginning, when the first viewer with the login comes. */
export async function startGstRtspServer(file: string, viewer: Login): Promise<GstRtspServer> {
  const port = await freePort();
  const args = [join(import.meta.dirname, "gst-rtsp-server.py"), String(port), file, viewer.user, viewer.password];
  const start = () => startProgram(findPython() ?? "python3", args, "ready");
  let running = await start();
  return {
    url: `rtsp://127.0.0.1:${port}/camera`,
    kill: () => running.kill(),
    async restart() {
      running = await start();
    },
  };
}
