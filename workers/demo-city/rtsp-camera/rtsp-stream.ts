/** What can follow any byte boundary of an RTSP connection: a request, or `$` + channel + length (RFC 2326 10.12). */
export type RtspItem =
  | { kind: "request"; method: string; url: string; headers: ReadonlyMap<string, string>; body: string }
  | { kind: "packet"; channel: number; payload: Buffer };

const LARGEST_HEAD_BYTES = 64 * 1024;

/** Thrown when the other side does not speak RTSP; the connection cannot go on after it. */
export class NotRtspError extends Error {
  override name = "NotRtspError";
}

/** Cuts the bytes of one connection into requests and packets, however they were split on the way. */
export class RtspReader {
  #pending: Buffer = Buffer.alloc(0);

  /** Complete items in this chunk and what was left of the ones before. */
  *read(chunk: Buffer): Generator<RtspItem> {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    for (let item = this.#next(); item; item = this.#next()) yield item;
  }

  #next(): RtspItem | null {
    this.#skipLineEnds();
    if (this.#pending.length < 4) return null;
    return this.#pending[0] === 0x24 ? this.#nextPacket() : this.#nextRequest();
  }

  #skipLineEnds(): void {
    let start = 0;
    while (this.#pending[start] === 0x0d || this.#pending[start] === 0x0a) start++;
    if (start > 0) this.#pending = this.#pending.subarray(start);
  }

  #nextPacket(): RtspItem | null {
    const end = 4 + this.#pending.readUInt16BE(2);
    if (this.#pending.length < end) return null;
    const packet = { kind: "packet", channel: this.#pending.readUInt8(1), payload: this.#pending.subarray(4, end) } as const;
    this.#pending = this.#pending.subarray(end);
    return packet;
  }

  #nextRequest(): RtspItem | null {
    const headEnd = this.#pending.indexOf("\r\n\r\n");
    if (headEnd < 0) {
      if (this.#pending.length > LARGEST_HEAD_BYTES) throw new NotRtspError(`expected an RTSP request, got ${this.#pending.length} bytes without an empty line`);
      return null;
    }
    const [requestLine = "", ...lines] = this.#pending.toString("latin1", 0, headEnd).split("\r\n");
    const headers = new Map(lines.map(splitHeader));
    const bodyEnd = headEnd + 4 + Number(headers.get("content-length") ?? 0);
    if (this.#pending.length < bodyEnd) return null;
    const body = this.#pending.toString("utf8", headEnd + 4, bodyEnd);
    this.#pending = this.#pending.subarray(bodyEnd);
    const [method = "", url = "", version = ""] = requestLine.split(" ");
    if (!version.startsWith("RTSP/") && !method.startsWith("RTSP/")) {
      throw new NotRtspError(`expected an RTSP request line, got "${requestLine.slice(0, 80)}"`);
    }
    return { kind: "request", method, url, headers, body };
  }
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
}

export function interleavedFrame(channel: number, payload: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(4 + payload.length);
  frame.writeUInt8(0x24, 0);
  frame.writeUInt8(channel, 1);
  frame.writeUInt16BE(payload.length, 2);
  payload.copy(frame, 4);
  return frame;
}
