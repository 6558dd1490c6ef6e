import { expect, test } from "vitest";
import { FakeClock } from "../../shared/time/fake-clock.ts";
import { LiveViewings } from "./viewing-log.ts";

const WALL = { kind: "wall-device", label: "hall 2", signInId: "aa" } as const;
const HOUR_MS = 3_600_000;

function rig(record: (kind: string, subject: string, details: Record<string, unknown>) => Promise<void> = () => Promise.resolve()) {
  const clock = new FakeClock();
  const entries: string[] = [];
  const viewings = new LiveViewings({
    clock,
    countWaiting: () => undefined,
    record: async (kind, _who, subject, details) => {
      await record(kind, subject, details as Record<string, unknown>);
      const { watchedSeconds } = details as { watchedSeconds?: number };
      entries.push([kind, subject, watchedSeconds].filter((part) => part !== undefined).join(" "));
    },
  });
  return { clock, entries, viewings };
}

test("a wall that shows a camera all day makes an end and a new entry every hour, which together tell every second", async () => {
  const { clock, entries, viewings } = rig();
  const end = await viewings.begin(WALL, "c1");
  await clock.advance(2 * HOUR_MS + HOUR_MS / 2);
  end?.();
  await clock.advance(HOUR_MS);
  expect(entries).toEqual(["footage.watched-live c1", "footage.live-ended c1 3600", "footage.watched-live c1", "footage.live-ended c1 3600", "footage.watched-live c1", "footage.live-ended c1 1800"]);
});

test("two pages of one sign-in that show a camera at once are watched seconds once", async () => {
  const { clock, entries, viewings } = rig();
  const ends = [await viewings.begin(WALL, "c1")];
  await clock.advance(10_000);
  ends.push(await viewings.begin(WALL, "c1"));
  await clock.advance(10_000);
  for (const end of ends) end?.();
  await viewings.stop();
  expect(entries).toEqual(["footage.watched-live c1", "footage.live-ended c1 20"]);
});

test("a ledger that hangs holds a picture up for two seconds, no longer", async () => {
  const { clock, viewings } = rig(() => new Promise(() => undefined));
  let shown = false;
  const begun = viewings.begin(WALL, "c1").then(() => (shown = true));
  await clock.advance(1_900);
  expect(shown).toBe(false);
  await clock.advance(200);
  await begun;
  expect(viewings.overdue).toBe(1);
});

test("when too many entries wait for the ledger, a new viewing is refused and one that has begun goes on", async () => {
  const { viewings } = rig(() => Promise.reject(new Error("database is away")));
  for (let camera = 1; camera <= 5_000; camera += 1) await viewings.begin(WALL, `c${camera}`);
  expect(await viewings.begin(WALL, "one-more")).toBe(null);
  expect(await viewings.begin(WALL, "c1")).not.toBe(null);
});
