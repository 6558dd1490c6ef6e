import type { z } from "zod";

/** A fetch has results, not surprises. */
export type FetchResult<T> =
  | { kind: "success"; value: T }
  | { kind: "refused"; status: number; message: string }
  | { kind: "unreachable"; message: string };

/** Reads JSON with the session cookie and checks its shape; never throws. */
export async function fetchJson<T>(path: string, schema: z.ZodType<T>, init: RequestInit = {}): Promise<FetchResult<T>> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", cache: "no-store", ...init });
  } catch (error) {
    return { kind: "unreachable", message: String(error) };
  }
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) return { kind: "refused", status: response.status, message: messageOf(body) ?? `HTTP ${response.status}` };
  const parsed = schema.safeParse(body);
  if (parsed.success) return { kind: "success", value: parsed.data };
  const issue = parsed.error.issues[0];
  return { kind: "refused", status: 200, message: `${path}: ${issue?.path.join(".") ?? ""} ${issue?.message ?? "unreadable"}` };
}

function messageOf(body: unknown): string | null {
  if (typeof body !== "object" || body === null) return null;
  if ("message" in body && typeof body.message === "string") return body.message;
  return null;
}
