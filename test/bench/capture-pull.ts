import { openRtspSession } from "../../workers/capture/rtsp/session/open-session.ts";
import { createReadPacer } from "../../workers/capture/rtsp/session/read-pacer.ts";
import { RtspSource } from "../../workers/capture/rtsp/source/rtsp-source.ts";
import { systemClock } from "../../shared/time/system-clock.ts";

/**
 * Capture alone: pulls CAMERAS times the same RTSP URL into fragments and lets
 * them go, so that the bench can tell pulling from keeping.
 *
 *   node capture-pull.ts URL CAMERAS   → prints {"fragments": n, "bytes": n, "losses": n} at every SIGUSR2
 */
const [url = "", cameras = "1"] = process.argv.slice(2);
const readPacer = createReadPacer(systemClock);
const count = { fragments: 0, bytes: 0, losses: 0 };

process.on("SIGUSR2", () => console.log(JSON.stringify(count)));

for (let camera = 0; camera < Number(cameras); camera += 1) {
  const source = new RtspSource({ url, audio: false, session: { readPacer } }, openRtspSession);
  void source
    .run({
      signal: new AbortController().signal,
      clock: systemClock,
      originUs: systemClock.nowUs(),
      notBeforeUs: 0,
      emit(event) {
        if (event.kind === "loss") count.losses += 1;
        if (event.kind !== "fragment") return;
        count.fragments += 1;
        count.bytes += event.bytes.byteLength;
      },
    })
    .then((end) => console.error(`camera ${camera}: ${end.detail}`));
}
