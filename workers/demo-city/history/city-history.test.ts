import { expect, test } from "vitest";
import { CloudEvent } from "../../../shared/events/cloud-event.ts";
import { isEventType, kindOf } from "../../../shared/events/event-catalog.ts";
import { cityHistory } from "./city-history.ts";

const NOW = "2026-11-22T08:00:00Z";
const history = cityHistory(NOW);

test("every event of the demo city's history is one that the centre's schemas take", () => {
  const wrong = history.flatMap((event) => {
    const envelope = CloudEvent.safeParse(event);
    if (!envelope.success) return [envelope.error.message];
    if (!isEventType(event.type)) return [event.type];
    const data = kindOf(event.type).data.safeParse(event.data);
    return data.success ? [] : [`${event.type}: ${data.error.message}`];
  });
  expect(wrong).toEqual([]);
});

test("the demo city's history numbers no two events alike, ends with the present and covers more than a year", () => {
  expect(new Set(history.map(({ sequence }) => sequence)).size).toBe(history.length);
  expect(history.every(({ time }) => Date.parse(time) <= Date.parse(NOW))).toBe(true);
  const sessions = history.filter(({ type }) => type === "session.started").map(({ time }) => Date.parse(time));
  expect(Math.max(...sessions) - Math.min(...sessions)).toBeGreaterThan(365 * 86_400_000);
});

test("told a month later, the demo city's history begins with the same events", () => {
  const later = new Map(cityHistory("2026-12-22T08:00:00Z").map((event) => [event.sequence, event]));
  expect(history.filter((event) => JSON.stringify(later.get(event.sequence)) !== JSON.stringify(event))).toEqual([]);
  expect(later.size).toBeGreaterThan(history.length);
});
