import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FootageList } from "../../../shared/protocol/footage.ts";
import type { GapsAnswer } from "../../../shared/protocol/completeness.ts";
import { systemClock } from "../../../shared/time/system-clock.ts";
import type { Installation } from "../live/installation.ts";
import { readCounters } from "./read-counters.ts";

const ARCHIVED_WITHIN_MS = 240_000;
const LOOK_EVERY_MS = 2_000;

/** A window of UTC moments, ISO 8601. */
export interface Window {
  from: string;
  to: string;
}

/** Resolves when every acknowledged record is in the archive. @throws when that takes too long */
export async function untilArchived({ db }: Installation): Promise<void> {
  const untilMs = systemClock.monotonicMs() + ARCHIVED_WITHIN_MS;
  for (;;) {
    const streams = await db.selectFrom("stream").select(["id", "cameraId", "lastNumber", "backlogRecords"]).execute();
    const segments = await db.selectFrom("segment").select(["streamId", "lastNumber"]).execute();
    const behind = streams.filter(({ id, lastNumber }) => Math.max(0, ...segments.filter((each) => each.streamId === id).map((each) => each.lastNumber)) < lastNumber);
    if (streams.length > 0 && behind.length === 0) return;
    if (systemClock.monotonicMs() > untilMs) throw new Error(`expected all footage in the archive after ${ARCHIVED_WITHIN_MS / 1000} s, still waiting: ${JSON.stringify(behind)}`);
    await systemClock.sleep(LOOK_EVERY_MS);
  }
}

/** Counters of every archived picture of a camera, in the order in which an investigator would get them. */
export async function archivedCounters(installation: Installation, cookie: string, cameraId: string, { from, to }: Window): Promise<(number | null)[]> {
  const query = new URLSearchParams({ from, to });
  const { parts } = (await (await get(installation, cookie, `/api/v1/cameras/${cameraId}/footage?${query}`)).json()) as FootageList;
  const counters: (number | null)[] = [];
  for (const { url, part } of parts) {
    const file = join(installation.folder, `${cameraId}-${part}.mp4`);
    await writeFile(file, Buffer.from(await (await get(installation, cookie, url)).arrayBuffer()));
    counters.push(...(await readCounters(file)));
  }
  return counters;
}

export async function gapsOf(installation: Installation, cookie: string, cameraId: string, { from, to }: Window): Promise<GapsAnswer["gaps"]> {
  const query = new URLSearchParams({ cameraId, from, to });
  return ((await (await get(installation, cookie, `/api/v1/gaps?${query}`)).json()) as GapsAnswer).gaps;
}

async function get({ url }: Installation, cookie: string, path: string): Promise<Response> {
  const answer = await fetch(`${url}${path}`, { headers: { cookie } });
  if (!answer.ok) throw new Error(`expected an answer to ${path}, got ${answer.status}: ${await answer.text()}`);
  return answer;
}
