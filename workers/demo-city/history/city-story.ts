import type { CloudEvent } from "../../../shared/events/cloud-event.ts";
import type { DemoEvaluator } from "../city/demo-city.ts";
import { cityHistory } from "./city-history.ts";
import { tellTodaysSitting, type TodaysSitting } from "./todays-sitting.ts";

const WINDOW_MS = 3_600_000;

/** A sitting of the registry with the room it runs in. */
export interface SittingOfRoom extends TodaysSitting {
  roomId: string;
}

/** The story in slices: the year that was, and the sittings that stream now. */
export class CityStory {
  readonly #city: readonly DemoEvaluator[];
  #events: readonly CloudEvent[] = [];
  #untilMs = Number.NEGATIVE_INFINITY;
  #begunSittings = new Set<string>();

  constructor(city: readonly DemoEvaluator[]) {
    this.#city = city;
  }

  between(sinceMs: number, untilMs: number, sittings: readonly SittingOfRoom[]): CloudEvent[] {
    const due = ({ time }: CloudEvent, afterMs: number) => Date.parse(time) > afterMs && Date.parse(time) <= untilMs;
    const now = sittings.flatMap((sitting) => {
      // Its plan was filed weeks before the sitting was made up: all of that is told when it first appears.
      const afterMs = this.#begunSittings.has(sitting.sessionId) ? sinceMs : Number.NEGATIVE_INFINITY;
      this.#begunSittings.add(sitting.sessionId);
      return this.#sittingEvents(sitting).filter((event) => due(event, afterMs));
    });
    return [...this.#year(sinceMs, untilMs).filter((event) => due(event, sinceMs)), ...now];
  }

  /** A whole telling takes the better part of a second, so an hour ahead is told at once. */
  #year(sinceMs: number, untilMs: number): readonly CloudEvent[] {
    if (untilMs > this.#untilMs) {
      this.#untilMs = untilMs + WINDOW_MS;
      this.#events = cityHistory(new Date(this.#untilMs).toISOString()).filter(({ time }) => Date.parse(time) > sinceMs);
    }
    // What was told is not needed again, and a year of it is large.
    this.#events = this.#events.filter(({ time }) => Date.parse(time) > sinceMs);
    return this.#events;
  }

  #sittingEvents(sitting: SittingOfRoom): CloudEvent[] {
    const rooms = this.#city.flatMap((evaluator) => evaluator.rooms.map((room) => ({ evaluator, room })));
    const index = rooms.findIndex(({ room }) => room.id === sitting.roomId);
    const found = rooms[index];
    return found === undefined ? [] : tellTodaysSitting(found.evaluator, found.room, index, sitting);
  }
}
