import { systemClock } from "../../shared/time/system-clock.ts";
import { readCommandLine, UsageError } from "./command-line.ts";
import { CaptureConfigError, readCaptureConfig } from "./config/read-config.ts";
import { createCapture } from "./context.ts";
import { createDeviceKey, DeviceKeyError } from "./device-key/device-key.ts";
import { runProbe } from "./probe/run-probe.ts";
import { sourceMaker } from "./sources/make-source.ts";
import { SpoolStateError } from "./spool/spool-state.ts";

/** Longer than any source or disk should need to stop. */
const STOP_LIMIT_MS = 10_000;

/** Mistakes of people, told without a stack. */
const PLAIN_ERRORS = [UsageError, CaptureConfigError, DeviceKeyError, SpoolStateError];

try {
  await main(process.argv.slice(2));
} catch (error) {
  const plain = PLAIN_ERRORS.some((kind) => error instanceof kind);
  console.error(plain && error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(args: readonly string[]): Promise<void> {
  const command = readCommandLine(args);
  if (command.do === "new-device-key") {
    const publicKey = await createDeviceKey(command.path);
    console.log(`device key written to ${command.path}; enrol this public key with the cameras it will sign for:\n${publicKey}`);
    return;
  }
  if (command.do === "probe") {
    console.log(await runProbe(command.url, command.language, sourceMaker(systemClock, { lazyReads: true }), systemClock));
    process.exit(0);
  }
  const worker = await createCapture(await readCaptureConfig(command.configPath));
  await worker.run(untilSignal());
  process.exit(0);
}

/** SIGINT or SIGTERM once: orderly; whoever still hangs after the limit is cut off. */
function untilSignal(): AbortSignal {
  const stopping = new AbortController();
  const stop = () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    void systemClock.sleep(STOP_LIMIT_MS).then(() => process.exit(1));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  return stopping.signal;
}
