import { appendFile, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { EventsAnswer } from "../../shared/events/event-refusal.ts";
import type { Log } from "../../shared/node/log/log.ts";
import type { ReadyHttpPull } from "./config/read-config.ts";
import { asJson } from "./event-poster.ts";

/** What the other system answers: its events after the cursor, and the cursor to ask with next; null when that was all. */
export const PulledPage = z.object({ events: z.array(z.unknown()).max(10_000), next: z.string().min(1).max(500).nullable() });

export class PullError extends Error {
  override name = "PullError";
}

export interface HttpPullParts {
  config: ReadyHttpPull;
  post(events: readonly unknown[]): Promise<EventsAnswer>;
  log: Log;
  signal: AbortSignal;
}

const ANSWER_LIMIT_MS = 30_000;
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/**
 * Asks a system for what is new, page by page, and hands it on. The cursor is
 * noted after the page counts: what an interruption repeats counts once.
 */
export class HttpPullConnector {
  readonly #parts: HttpPullParts;

  constructor(parts: HttpPullParts) {
    this.#parts = parts;
  }

  /** Pages until there are no more. @returns how many events came @throws PullError, PostRefused */
  async round(): Promise<number> {
    const { config, post, log, signal } = this.#parts;
    let pulled = 0;
    for (let cursor = await this.#readCursor(); !signal.aborted; ) {
      const { events, next } = await this.#pull(cursor);
      if (events.length > 0) {
        const answer = await post(events);
        await this.#noteRefused(answer, events);
        log.info({ source: config.source, cursor, accepted: answer.accepted, refused: answer.refused }, "events were pulled");
      }
      pulled += events.length;
      if (next === null || next === cursor) return pulled;
      await this.#writeCursor(next);
      cursor = next;
      if (events.length === 0) return pulled;
    }
    return pulled;
  }

  async #pull(cursor: string | null): Promise<z.infer<typeof PulledPage>> {
    const { config, signal } = this.#parts;
    const url = new URL(config.url);
    if (cursor !== null) url.searchParams.set("after", cursor);
    const headers = { accept: "application/json", ...(config.bearer === undefined ? {} : { authorization: `Bearer ${config.bearer}` }) };
    let text: string;
    try {
      const response = await fetch(url, { headers, signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]) });
      if (!response.ok) throw new PullError(`expected status 200 from ${config.url}, got ${response.status}; check the address and the bearer token`);
      if (Number(response.headers.get("content-length") ?? 0) > MAX_ANSWER_BYTES) throw new PullError(`expected at most ${MAX_ANSWER_BYTES} bytes from ${config.url}, got more; ask it for smaller pages`);
      text = await response.text();
    } catch (cause) {
      signal.throwIfAborted();
      throw cause instanceof PullError ? cause : new PullError(`expected an answer from ${config.url}, got ${(cause as Error).message}; asked again later`, { cause });
    }
    const page = PulledPage.safeParse(asJson(text));
    if (!page.success) throw new PullError(`expected {"events": […], "next": "cursor" or null} from ${config.url}, got another text; ask the operator of that system`);
    return page.data;
  }

  async #readCursor(): Promise<string | null> {
    try {
      const parsed = z.object({ cursor: z.string() }).safeParse(JSON.parse(await readFile(this.#file("cursor.json"), "utf8")));
      if (!parsed.success) throw new PullError(`expected {"cursor": "…"} in ${this.#file("cursor.json")}, got another text; correct or remove the file`);
      return parsed.data.cursor;
    } catch (error) {
      if ((error as { code?: unknown }).code === "ENOENT") return null;
      throw error;
    }
  }

  /** Written beside and renamed, so that a power cut leaves the old one or the new one. */
  async #writeCursor(cursor: string): Promise<void> {
    await mkdir(this.#parts.config.stateFolder, { recursive: true });
    const file = this.#file("cursor.json");
    await writeFile(`${file}.new`, JSON.stringify({ cursor }), { flush: true });
    await rename(`${file}.new`, file);
  }

  async #noteRefused({ answers }: EventsAnswer, events: readonly unknown[]): Promise<void> {
    const lines = answers.flatMap((answer) => (answer.accepted ? [] : [JSON.stringify({ ...answer, event: events[answer.index] })]));
    if (lines.length === 0) return;
    await mkdir(this.#parts.config.stateFolder, { recursive: true });
    await appendFile(this.#file("refused.jsonl"), `${lines.join("\n")}\n`);
  }

  #file(name: string): string {
    return join(this.#parts.config.stateFolder, `${this.#parts.config.source}.${name}`);
  }
}
