import { isStartLine, mayBecomeStartLine, readHead } from "./read-head.ts";
import { headerOf, type RtspMessage } from "./rtsp-message.ts";

const LF = 0x0a;
const CR = 0x0d;

export interface MessageLimits {
  maxHeadBytes: number;
  maxBodyBytes: number;
}

export type TakenMessage =
  | { kind: "message"; message: RtspMessage; endOffset: number }
  /** At least this many bytes more are needed. */
  | { kind: "more"; neededBytes: number }
  | { kind: "garbage" };

/** A message beyond the limits: the connection cannot be followed any further. */
export class MessageTooLarge extends Error {
  override name = "MessageTooLarge";
}

/** Takes a response or request that starts at `offset`, if `bytes` hold all of it. */
export function takeMessage(bytes: Buffer, offset: number, limits: MessageLimits): TakenMessage {
  const lineEnd = bytes.indexOf(LF, offset);
  if (lineEnd < 0) return unfinishedStartLine(bytes, offset, limits);
  if (!isStartLine(bytes.toString("latin1", offset, withoutCr(bytes, lineEnd)))) return { kind: "garbage" };

  const bodyOffset = findBody(bytes, lineEnd + 1);
  if ((bodyOffset ?? bytes.length) - offset > limits.maxHeadBytes) {
    throw new MessageTooLarge(`expected a message head of at most ${limits.maxHeadBytes} bytes, got more; this is not an RTSP server we can follow`);
  }
  if (bodyOffset === null) return { kind: "more", neededBytes: 1 };

  const head = readHead(bytes.toString("latin1", offset, bodyOffset));
  if (head === null) return { kind: "garbage" };
  const bodyBytes = contentLength(headerOf(head, "content-length"), limits);
  const endOffset = bodyOffset + bodyBytes;
  if (endOffset > bytes.length) return { kind: "more", neededBytes: endOffset - bytes.length };
  return { kind: "message", message: { ...head, body: Buffer.from(bytes.subarray(bodyOffset, endOffset)) }, endOffset };
}

function unfinishedStartLine(bytes: Buffer, offset: number, limits: MessageLimits): TakenMessage {
  if (bytes.length - offset > limits.maxHeadBytes) return { kind: "garbage" };
  return mayBecomeStartLine(bytes.toString("latin1", offset)) ? { kind: "more", neededBytes: 1 } : { kind: "garbage" };
}

/** Offset after the empty line that ends the head; null if it has not come yet. */
function findBody(bytes: Buffer, headersOffset: number): number | null {
  let lineOffset = headersOffset;
  for (;;) {
    const lineEnd = bytes.indexOf(LF, lineOffset);
    if (lineEnd < 0) return null;
    if (withoutCr(bytes, lineEnd) <= lineOffset) return lineEnd + 1;
    lineOffset = lineEnd + 1;
  }
}

function withoutCr(bytes: Buffer, lineEnd: number): number {
  return lineEnd > 0 && bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
}

function contentLength(value: string | null, limits: MessageLimits): number {
  if (value === null || !/^\d+$/.test(value)) return 0;
  const lengthBytes = Number(value);
  if (lengthBytes > limits.maxBodyBytes) {
    throw new MessageTooLarge(`expected a message body of at most ${limits.maxBodyBytes} bytes, got Content-Length ${value}; look at what the camera sends`);
  }
  return lengthBytes;
}
