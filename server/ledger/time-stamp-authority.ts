import { randomBytes } from "node:crypto";
import { readTimeStampResponse, timeStampRequest, TimeStampError, type TimeStamp } from "../../shared/node/ledger/time-stamp.ts";

const NONCE_BYTES = 8;
const ANSWER_TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/** Has bytes stamped by an outside authority over HTTP (RFC 3161, 3.4). */
export class TimeStampAuthority {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** @throws TimeStampError when it does not answer, refuses, or answers for something else */
  async stamp(content: Uint8Array): Promise<TimeStamp> {
    const nonce = randomBytes(NONCE_BYTES);
    return readTimeStampResponse(await this.#ask(timeStampRequest(content, nonce)), content, nonce);
  }

  async #ask(request: Buffer): Promise<Buffer> {
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        headers: { "content-type": "application/timestamp-query", accept: "application/timestamp-reply" },
        body: new Uint8Array(request),
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      });
      if (!response.ok) throw new TimeStampError(`the authority answered HTTP ${response.status}`);
      const answer = Buffer.from(await response.arrayBuffer());
      if (answer.length > MAX_ANSWER_BYTES) throw new TimeStampError(`expected a time-stamp response of at most ${MAX_ANSWER_BYTES} bytes, got ${answer.length}`);
      return answer;
    } catch (error) {
      if (error instanceof TimeStampError) throw error;
      throw new TimeStampError(`the time-stamp authority ${this.#url} does not answer`, { cause: error });
    }
  }
}
