import { paintFrameCode } from "../../../shared/frame-code/frame-code.ts";
import { Canvas } from "./canvas.ts";
import { drawText, textArea } from "./glyphs.ts";
import { thingsOfPerson, type Pose } from "./person.ts";
import { Perspective } from "./perspective.ts";
import { intersects, merged, union, type Rect } from "./rect.ts";
import { MOUNTINGS, type RoomPlan } from "./room-plan.ts";
import { thingOfBoxes, type Thing } from "./scenery.ts";
import { drawShell } from "./shell.ts";

/** One camera's view of a room. */
export interface PictureOptions {
  width: number;
  height: number;
  plan: RoomPlan;
  mounting: "front" | "rear";
  /** Burned in at the upper right; letters, digits and hyphens. */
  caption: string;
  /** Number in the frame code, so that footage of two cameras cannot be mistaken. */
  source: number;
}

/**
 * Draws frame after frame into one canvas, only where something changed: a
 * moved person's old and new area is restored from the empty room and all
 * things in it are drawn again, far ones first.
 */
export class RoomPicture {
  readonly canvas: Canvas;
  readonly #empty: Canvas;
  readonly #options: PictureOptions;
  readonly #view: Perspective;
  readonly #furniture: Thing[];
  readonly #dotPx: number;
  #people: { key: string; things: Thing[] }[] = [];
  #clock = "";
  #wholeFrame = true;

  constructor(options: PictureOptions) {
    const { width, height, plan, mounting } = options;
    this.#options = options;
    this.canvas = new Canvas(width, height);
    this.#empty = new Canvas(width, height);
    this.#view = new Perspective({ ...MOUNTINGS[mounting], width, height });
    this.#dotPx = Math.max(1, Math.round(height / 270));
    drawShell(this.#empty, this.#view, plan.shell);
    this.#furniture = plan.furniture.flatMap((boxes) => thingOfBoxes(boxes, this.#view) ?? []);
  }

  /** Draws the moment `timeS` with this counter in the frame code; `clock` is the text of the burned-in clock. */
  draw(timeS: number, clock: string, counter: number): void {
    const dirty = merged([...this.#movePeople(timeS), ...this.#moveClock(clock)]);
    const things = [...this.#furniture, ...this.#people.flatMap((person) => person.things)].sort((a, b) => b.depthM - a.depthM);
    for (const rect of dirty) this.#redraw(rect, things);
    const { canvas } = this;
    paintFrameCode({ data: canvas.y, width: canvas.width, height: canvas.height, rowStride: canvas.width, pixelStride: 1 }, { source: this.#options.source, counter });
  }

  /** Areas that people left and came to. */
  #movePeople(timeS: number): Rect[] {
    const before = this.#people;
    this.#people = this.#options.plan.people.map(({ behaviour, looks }, index) => {
      const pose = rounded(behaviour(timeS));
      const key = JSON.stringify(pose);
      const old = before[index];
      return old?.key === key ? old : { key, things: thingsOfPerson(pose, looks, this.#view) };
    });
    if (this.#wholeFrame) {
      this.#wholeFrame = false;
      return [{ left: 0, top: 0, right: this.canvas.width, bottom: this.canvas.height }];
    }
    return this.#people.flatMap((person, index) => {
      const old = before[index];
      return old && old !== person ? [[...old.things, ...person.things].map((thing) => thing.area).reduce(union)] : [];
    });
  }

  #moveClock(clock: string): Rect[] {
    if (clock === this.#clock) return [];
    this.#clock = clock;
    return [even(textArea(clock, 4 * this.#dotPx, 4 * this.#dotPx, this.#dotPx))];
  }

  #redraw(rect: Rect, things: readonly Thing[]): void {
    const { canvas } = this;
    canvas.clip = { left: Math.max(0, rect.left), top: Math.max(0, rect.top), right: Math.min(canvas.width, rect.right), bottom: Math.min(canvas.height, rect.bottom) };
    canvas.copyFrom(this.#empty, canvas.clip);
    for (const thing of things) if (intersects(thing.area, canvas.clip)) thing.draw(canvas);
    this.#drawLettering();
  }

  #drawLettering(): void {
    const margin = 4 * this.#dotPx;
    drawText(this.canvas, this.#clock, margin, margin, this.#dotPx);
    const { caption } = this.#options;
    const area = textArea(caption, 0, 0, this.#dotPx);
    drawText(this.canvas, caption, this.canvas.width - area.right - margin, margin, this.#dotPx);
  }
}

/** Differences below these steps (metres, radians) are not worth drawing; rounding them away makes equal poses look equal. */
function rounded(pose: Pose): Pose {
  const to = (step: number, value: number) => Math.round(value / step) * step;
  return {
    ...pose,
    at: { x: to(0.01, pose.at.x), y: to(0.01, pose.at.y) },
    heading: to(0.04, pose.heading),
    lean: to(0.01, pose.lean),
    headTurn: to(0.04, pose.headTurn),
    stride: to(0.05, pose.stride),
    hand: to(0.005, pose.hand),
  };
}

function even(rect: Rect): Rect {
  return { left: rect.left & ~1, top: rect.top & ~1, right: (rect.right + 1) & ~1, bottom: (rect.bottom + 1) & ~1 };
}
