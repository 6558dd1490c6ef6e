/**
 * An append-only log in numbered files, used as the server's durable spool and
 * as the capture worker's resend spool: the same promises, so the same code.
 *
 * On disk each entry is a 20-byte frame, then `meta`, then `payload`:
 *   u32 magic "MJL1" | u32 metaBytes | u32 payloadBytes | u32 crc32(meta) | u32 crc32(payload)
 *
 * 1. An append resolves only after fdatasync of everything it wrote (durability "each-batch"),
 *    or after the write (durability "interval", synced every `syncIntervalMs`).
 * 2. Appends that arrive while a sync runs share the next one (group commit).
 * 3. Opening cuts a torn tail off the last file and nothing else; damage further
 *    back is reported, never silently skipped.
 * 4. A file is removed only when the owner says that nothing in it is needed.
 */
export interface LogEntry {
  meta: Uint8Array;
  /** May come in parts to spare a copy. */
  payload: Uint8Array;
  /** CRC-32 of the payload where the caller already has it. */
  payloadCrc32?: number;
}

export interface LogPosition {
  fileNumber: number;
  offset: number;
}

export interface LogEntryAt {
  position: LogPosition;
  meta: Uint8Array;
  payloadBytes: number;
  payloadCrc32: number;
}

export interface RecordLogOptions {
  directory: string;
  /** A new file is begun once the current one is larger. */
  fileBytes: number;
  durability: { kind: "each-batch" } | { kind: "interval"; syncIntervalMs: number };
}

export interface RecordLog {
  /** Positions in the order given. Rejects with the disk's error; nothing of the batch is then acknowledged. */
  append(entries: readonly LogEntry[]): Promise<LogPosition[]>;
  /** Every whole entry from `from` (default: the oldest file) to the end at the time of the call, metas only. */
  scan(from?: LogPosition): AsyncIterable<LogEntryAt>;
  /** The payload, CRC checked. @throws LogDamagedError */
  readPayload(entry: LogEntryAt): Promise<Uint8Array>;
  /** Oldest to newest; the last one is being written. */
  files(): { fileNumber: number; sizeBytes: number }[];
  /** Removes whole files below `fileNumber`. */
  removeBefore(fileNumber: number): Promise<void>;
  sizeBytes(): number;
  /** Bytes handed to append and not yet resolved. */
  pendingBytes(): number;
  close(): Promise<void>;
}
