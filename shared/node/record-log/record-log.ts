/**
 * An append-only log in numbered files, used as the server's durable spool and
 * as the capture worker's resend spool: the same promises, so the same code.
 *
 * On disk each entry is a 20-byte frame, then `meta`, then `payload`
 * (entry-frame.ts); a frame says whether it begins a batch.
 *
 * 1. An append resolves only after fdatasync of everything it wrote (durability "each-batch"),
 *    or after the write (durability "interval", synced every `syncIntervalMs`).
 * 2. Appends that arrive while a sync runs share the next one (group commit).
 * 3. Opening cuts a torn tail off the last file and nothing else; damage further
 *    back is reported, never silently skipped.
 * 4. A file is removed only when the owner says that nothing in it is needed.
 * 5. A failed batch leaves no trace: the file is cut back to the last good entry
 *    and the log stays usable.
 * 6. Another process may read (read-record-log.ts) up to the durable mark, which is
 *    moved only after the sync; it never sees an entry that could still vanish.
 */
export interface LogEntry {
  meta: Uint8Array;
  /** May come in parts to spare a copy. */
  payload: Uint8Array | readonly Uint8Array[];
  /** CRC-32 of the payload where the caller already has it. */
  payloadCrc32?: number;
}

export interface LogPosition {
  fileNumber: number;
  offset: number;
}

export interface LogEntryAt {
  position: LogPosition;
  /** Where the next entry begins: what to remember in order to go on from here. */
  next: LogPosition;
  meta: Uint8Array;
  payloadBytes: number;
  payloadCrc32: number;
}

export interface ReadEntry {
  meta: Uint8Array;
  payload: Uint8Array;
}

/** Bytes that are not what was written there. Entries inside are lost; what follows is still read. */
export interface LogDamage {
  directory: string;
  fileNumber: number;
  /** From here … */
  fromOffset: number;
  /** … up to here, where the next whole entry begins (or the file ends). */
  toOffset: number;
  /** In words, for the log and the alarm. */
  message: string;
}

export interface RecordLogOptions {
  directory: string;
  /** A new file is begun once the current one is larger. */
  fileBytes: number;
  durability: { kind: "each-batch" } | { kind: "interval"; syncIntervalMs: number };
  /** Called for every damaged stretch met at open or by a scan; required so that nobody overlooks it. */
  onDamage: (damage: LogDamage) => void;
}

/** What both the writing process and a reader in another process can do. */
export interface RecordLogReader {
  /** Every whole entry from `from` (default: the oldest file) to the durable end at the time of the call, metas only. */
  scan(from?: LogPosition): AsyncIterable<LogEntryAt>;
  /** The payload, CRC checked. @throws LogDamagedError */
  readPayload(entry: LogEntryAt): Promise<Uint8Array>;
  /** The same into the caller's own memory, from its first byte: no allocation for each payload. @throws LogDamagedError */
  readPayloadInto(entry: LogEntryAt, target: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export interface RecordLog extends RecordLogReader {
  /** Positions in the order given. Rejects with LogWriteError; nothing of the batch is then kept or acknowledged. */
  append(entries: readonly LogEntry[]): Promise<LogPosition[]>;
  /** Oldest to newest; the last one is being written. */
  files(): { fileNumber: number; sizeBytes: number }[];
  /** Reads an entry by position and whole length (`next.offset − position.offset`). @throws LogDamagedError */
  readAt(position: LogPosition, entryBytes: number): Promise<ReadEntry>;
  /** Removes whole files below `fileNumber`; the one being written stays. */
  removeBefore(fileNumber: number): Promise<void>;
  /** Removes these whole files, wherever they stand in the order; the one being written stays. */
  remove(fileNumbers: readonly number[]): Promise<void>;
  sizeBytes(): number;
  /** Bytes handed to append and not yet resolved. */
  pendingBytes(): number;
}

/** A payload whose CRC does not hold, or a file shorter than its entries. */
export class LogDamagedError extends Error {
  override name = "LogDamagedError";
}

/** The disk refused a batch; `cause` is its error. The log stays usable. */
export class LogWriteError extends Error {
  override name = "LogWriteError";
  /** The disk or quota is full: waiting and making room may help. */
  readonly diskFull: boolean;
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    const code = (cause as NodeJS.ErrnoException | undefined)?.code;
    this.diskFull = code === "ENOSPC" || code === "EDQUOT";
  }
}
