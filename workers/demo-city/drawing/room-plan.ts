import { candidate, chance, stroller, worker, type Behaviour } from "./behaviour.ts";
import { rgb, type Colour } from "./colour.ts";
import { bench, chair, desk, lectern, screen } from "./furniture.ts";
import type { Looks } from "./person.ts";
import type { Place } from "./perspective.ts";
import type { Box } from "./scenery.ts";
import type { Shell } from "./shell.ts";

/** What is examined in a room decides how it is furnished. */
export type RoomKind = "written" | "computer" | "workshop";

export interface RoomPlan {
  shell: Shell;
  /** Groups of boxes that are drawn as one thing each. */
  furniture: Box[][];
  people: { looks: Looks; behaviour: Behaviour }[];
}

const SKINS = [rgb(232, 190, 160), rgb(222, 176, 144), rgb(210, 164, 130)];
const HAIRS = [rgb(34, 30, 30), rgb(48, 40, 36), rgb(28, 26, 30), rgb(92, 88, 88)];
const CASUAL = [rgb(64, 96, 150), rgb(196, 200, 206), rgb(120, 56, 60), rgb(62, 110, 84), rgb(224, 206, 150), rgb(88, 84, 130), rgb(54, 58, 66), rgb(176, 108, 70)];
const TROUSERS = [rgb(48, 54, 72), rgb(70, 68, 64), rgb(36, 38, 42)];
const INVIGILATOR: Looks = { skin: rgb(226, 182, 150), hair: rgb(30, 28, 30), top: rgb(238, 240, 242), trousers: rgb(34, 36, 46) };

const PAINTS: Record<RoomKind, Omit<Shell, "widthM" | "depthM" | "heightM">[]> = {
  written: [{ wall: rgb(226, 222, 206), floor: rgb(168, 160, 146), board: rgb(38, 78, 62) }, { wall: rgb(212, 224, 220), floor: rgb(176, 172, 162), board: rgb(40, 70, 66) }],
  computer: [{ wall: rgb(220, 226, 232), floor: rgb(150, 158, 166), board: rgb(240, 242, 242) }, { wall: rgb(230, 226, 218), floor: rgb(140, 148, 158), board: rgb(238, 240, 240) }],
  workshop: [{ wall: rgb(204, 212, 206), floor: rgb(118, 140, 126), board: rgb(236, 238, 236) }, { wall: rgb(222, 216, 200), floor: rgb(132, 134, 138), board: rgb(40, 74, 64) }],
};
const MACHINES = [rgb(70, 120, 168), rgb(206, 130, 44), rgb(88, 136, 96)];

/** Furniture and people of one room; the same seed gives the same room, so that both its cameras show the same. */
export function planRoom(kind: RoomKind, seed: number): RoomPlan {
  const paint = PAINTS[kind][seed % 2] ?? PAINTS[kind][0];
  if (!paint) throw new RangeError(`expected paint for a ${kind} room`);
  const shell: Shell = { widthM: 8, depthM: kind === "workshop" ? 8.4 : 8.8, heightM: 3.1, ...paint };
  const plan: RoomPlan = { shell, furniture: [lectern(shell.widthM / 2 - 1.6, 1.2)], people: [] };
  if (kind === "workshop") furnishWorkshop(plan, seed);
  else furnishClassroom(plan, kind, seed);
  plan.people.push({ looks: INVIGILATOR, behaviour: stroller(roundOf(shell, kind), 6, seed) });
  return plan;
}

function furnishClassroom(plan: RoomPlan, kind: RoomKind, seed: number): void {
  const wood = kind === "computer" ? rgb(222, 218, 208) : rgb(206, 166, 112);
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 4; column++) {
      const seat = seed * 20 + row * 4 + column;
      const place = { x: 1.35 + column * 1.75, y: 3.4 + row * 1.75 };
      plan.furniture.push(desk(place.x, place.y - 0.5, wood), chair(place.x, place.y + 0.08));
      if (kind === "computer") plan.furniture.push(screen(place.x, place.y - 0.53));
      // One or two places stay empty, as on any examination day.
      if (chance(seat, 3) < 0.12) continue;
      plan.people.push({ looks: looksOf(seat, CASUAL), behaviour: candidate(place, (chance(seat, 4) - 0.5) * 0.2, seat) });
    }
  }
}

function furnishWorkshop(plan: RoomPlan, seed: number): void {
  const machine = MACHINES[seed % MACHINES.length] ?? rgb(90, 90, 90);
  const overalls = seed % 2 === 0 ? [rgb(44, 74, 128), rgb(52, 84, 138)] : [rgb(96, 104, 96), rgb(84, 92, 100)];
  for (let row = 0; row < 2; row++) {
    for (let column = 0; column < 3; column++) {
      const seat = seed * 20 + row * 3 + column;
      const place = { x: 1.5 + column * 2.4, y: 3.9 + row * 2.5 };
      plan.furniture.push(bench(place.x, place.y - 0.62, machine));
      plan.people.push({ looks: looksOf(seat, overalls), behaviour: worker(place, (chance(seat, 4) - 0.5) * 0.3, seat) });
    }
  }
}

function roundOf({ widthM, depthM }: Shell, kind: RoomKind): { x: number; y: number }[] {
  const aisle = kind === "workshop" ? 2.7 : 2.22;
  return [
    { x: aisle, y: 1.9 },
    { x: aisle, y: depthM - 1 },
    { x: widthM - aisle, y: depthM - 0.9 },
    { x: widthM - aisle, y: 2 },
    { x: widthM / 2 + 0.6, y: 1.3 },
  ];
}

function looksOf(seed: number, tops: readonly Colour[]): Looks {
  const pick = (from: readonly Colour[], turn: number) => from[Math.floor(chance(seed, turn) * from.length)] ?? rgb(90, 90, 90);
  return { skin: pick(SKINS, 31), hair: pick(HAIRS, 32), top: pick(tops, 33), trousers: pick(TROUSERS, 34) };
}

/** Where the two cameras of a room hang: at the front looking at faces, at the back looking at hands and board. */
export const MOUNTINGS: Record<"front" | "rear", { eye: Place; target: Place; focal: number }> = {
  front: { eye: { x: 7.6, y: 0.35, z: 2.75 }, target: { x: 3.3, y: 5.2, z: 0.75 }, focal: 0.62 },
  rear: { eye: { x: 0.5, y: 8.2, z: 2.75 }, target: { x: 4.6, y: 3.2, z: 0.85 }, focal: 0.6 },
};
