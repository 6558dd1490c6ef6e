import type { z } from "zod";
import type { Language } from "../i18n/language.ts";
import { ApiErrorBody } from "../../shared/protocol/api-error.ts";

/** A fetch has results, not surprises. */
export type FetchResult<T> =
  | { kind: "success"; value: T }
  | { kind: "refused"; status: number; zh: string; en: string; detail: string | null }
  | { kind: "unreachable" };

/** Reads JSON with the sign-in cookie and checks its shape; never throws. */
export async function fetchJson<T>(path: string, schema: z.ZodType<T>, init: RequestInit = {}): Promise<FetchResult<T>> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", cache: "no-store", ...init });
  } catch {
    return { kind: "unreachable" };
  }
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    const error = ApiErrorBody.safeParse(body);
    const plain = `HTTP ${response.status}`;
    const { zh, en, detail } = error.success ? error.data.error : { zh: plain, en: plain, detail: null };
    return { kind: "refused", status: response.status, zh, en, detail };
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return { kind: "success", value: parsed.data };
  const issue = parsed.error.issues[0];
  const detail = `${path} ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`;
  return { kind: "refused", status: 200, zh: "服务器与本页版本不一致，请刷新页面", en: "The server and this page differ in version: load the page again", detail };
}

/** Sends a JSON body. */
export function sendJson<T>(method: "POST" | "PUT" | "DELETE", path: string, body: unknown, schema: z.ZodType<T>): Promise<FetchResult<T>> {
  return fetchJson(path, schema, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
}

/** Any failure in a person's words. */
export function wordsOf(failure: Exclude<FetchResult<unknown>, { kind: "success" }>, language: Language): string {
  if (failure.kind === "unreachable") return language === "zh" ? "服务器没有回答，请稍后再试" : "The server does not answer; try again shortly";
  const words = language === "zh" ? failure.zh : failure.en;
  return failure.detail === null ? words : `${words} (${failure.detail})`;
}
