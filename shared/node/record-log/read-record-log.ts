import { readDurableMark } from "./durable-mark.ts";
import { LogReading } from "./log-reading.ts";
import type { LogDamage, LogEntryAt, LogPosition, RecordLogReader } from "./record-log.ts";

/**
 * Reads a log that another process is writing. A scan ends at the writer's
 * durable mark: call it again from the last entry's `next` for what came since.
 * A log that was never opened for writing has nothing to read yet.
 */
export function readRecordLog(directory: string, onDamage: (damage: LogDamage) => void): RecordLogReader {
  const reading = new LogReading(directory, onDamage);
  return {
    scan: (from) => scanToMark(directory, reading, from),
    readPayload: (entry) => reading.readPayload(entry),
    readPayloadInto: (entry, target) => reading.readPayloadInto(entry, target),
    close: () => reading.close(),
  };
}

async function* scanToMark(
  directory: string,
  reading: LogReading,
  from: LogPosition | undefined,
): AsyncGenerator<LogEntryAt> {
  const mark = await readDurableMark(directory);
  if (mark !== null) yield* reading.scan(from, mark);
}
