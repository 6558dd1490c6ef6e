import type { Canvas } from "./canvas.ts";
import { lit, type Colour } from "./colour.ts";
import type { Perspective, Place } from "./perspective.ts";
import { around } from "./rect.ts";
import { standingDepthM, type Thing } from "./scenery.ts";

/** How somebody looks. */
export interface Looks {
  skin: Colour;
  hair: Colour;
  top: Colour;
  trousers: Colour;
}

/** What somebody does at this moment. Angles in radians, 0 facing the front wall (−y), growing towards +x. */
export interface Pose {
  at: { x: number; y: number };
  heading: number;
  seated: boolean;
  /** Bent over the desk, metres that the shoulders are ahead of the hips. */
  lean: number;
  /** The head turned away from the heading. */
  headTurn: number;
  /** Where in a step, −1 to 1; 0 standing still. */
  stride: number;
  /** Small movement of the writing or working hand, metres. */
  hand: number;
  raisedArm: boolean;
}

interface Limb {
  a: Place & { r: number };
  b: Place & { r: number };
  colour: Colour;
}

/** Metres ahead of a seated person: beyond the middle of the desk, short of a screen on it. */
const BEYOND_DESK_M = 0.55;

/**
 * One person as things to draw, limbs as rounded lines. The arms of somebody
 * who sits lie on the desk, so they are drawn after it from whichever side.
 */
export function thingsOfPerson(pose: Pose, looks: Looks, view: Perspective): Thing[] {
  const { body, arms } = limbsOf(pose, looks);
  const depthM = standingDepthM(pose.at, view);
  const beyondDesk = bodyFrame(pose.at, pose.heading)(pose.seated ? BEYOND_DESK_M : 0, 0, 0, 0);
  const armsDepthM = Math.min(depthM - 0.01, standingDepthM(beyondDesk, view));
  return [thingOfLimbs(body, depthM, view), thingOfLimbs(arms, armsDepthM, view)];
}

function thingOfLimbs(limbs: readonly Limb[], depthM: number, view: Perspective): Thing {
  const drawn = limbs
    .map((limb) => ({ a: seen(limb.a, view), b: seen(limb.b, view), colour: limb.colour }))
    .sort((one, other) => other.a.depthM + other.b.depthM - one.a.depthM - one.b.depthM);
  const ends = drawn.flatMap(({ a, b }) => [a, b]).flatMap(({ x, y, radius }) => [
    { x: x - radius, y: y - radius },
    { x: x + radius, y: y + radius },
  ]);
  // The window wall is x = 0: light comes from where x grows smaller in the picture.
  const lightFromX = view.project({ x: 0, y: 4, z: 1.5 }).x < view.project({ x: 8, y: 4, z: 1.5 }).x ? -1 : 1;
  return {
    depthM,
    area: around(ends, 3),
    draw: (canvas: Canvas) => {
      for (const { a, b, colour } of drawn) canvas.fillCapsule(a, b, colour, lightFromX);
    },
  };
}

function seen(place: Place & { r: number }, view: Perspective) {
  const point = view.project(place);
  return { x: point.x, y: point.y, depthM: point.depthM, radius: place.r * point.pxPerM };
}

function limbsOf(pose: Pose, looks: Looks): { body: Limb[]; arms: Limb[] } {
  const hipZ = pose.seated ? 0.52 : 0.92;
  const shoulderZ = hipZ + 0.5 - pose.lean * 0.25;
  const body = bodyFrame(pose.at, pose.heading);
  const torso: Limb = { a: body(0, 0, hipZ, 0.165), b: body(pose.lean, 0, shoulderZ - 0.06, 0.19), colour: looks.top };
  return {
    body: [...legs(pose, looks, hipZ), torso, ...head(pose, looks, shoulderZ)],
    arms: armsOf(pose, looks, shoulderZ),
  };
}

function legs(pose: Pose, looks: Looks, hipZ: number): Limb[] {
  const body = bodyFrame(pose.at, pose.heading);
  const shoe = lit(looks.hair, 1.1);
  return [-0.1, 0.1].flatMap((side, index) => {
    const swing = (index === 0 ? 1 : -1) * pose.stride * 0.26;
    const knee = pose.seated ? body(0.42, side, 0.5, 0.075) : body(swing * 0.55 + 0.03, side, 0.5, 0.075);
    const foot = pose.seated ? body(0.4, side, 0.08, 0.055) : body(swing, side, 0.08, 0.055);
    return [
      { a: body(0, side, hipZ, 0.095), b: knee, colour: looks.trousers },
      { a: knee, b: foot, colour: lit(looks.trousers, 0.94) },
      { a: foot, b: { ...foot, z: 0.06, r: 0.06 }, colour: shoe },
    ];
  });
}

function armsOf(pose: Pose, looks: Looks, shoulderZ: number): Limb[] {
  const body = bodyFrame(pose.at, pose.heading);
  return [-1, 1].flatMap((side) => {
    const shoulder = body(pose.lean, side * 0.2, shoulderZ - 0.02, 0.065);
    const raised = pose.raisedArm && side === 1;
    const moving = side === 1 ? pose.hand : 0;
    const swing = -side * pose.stride * 0.2;
    const elbow = raised
      ? body(pose.lean + 0.12, side * 0.24, shoulderZ + 0.25, 0.052)
      : body(pose.lean + (pose.seated ? 0.12 : swing * 0.5), side * 0.27, shoulderZ - 0.27, 0.052);
    const wrist = raised
      ? body(pose.lean + 0.12, side * 0.2, shoulderZ + 0.52, 0.04)
      : pose.seated
        ? body(pose.lean + 0.36, side * 0.13 + moving, 0.8, 0.04)
        : body(swing + 0.16 + pose.lean, side * (0.24 - pose.lean * 0.5) + moving, shoulderZ - 0.44, 0.04);
    return [
      { a: shoulder, b: elbow, colour: lit(looks.top, 0.96) },
      { a: elbow, b: wrist, colour: lit(looks.top, 0.92) },
      { a: wrist, b: { ...wrist, r: 0.045 }, colour: looks.skin },
    ];
  });
}

function head(pose: Pose, looks: Looks, shoulderZ: number): Limb[] {
  const body = bodyFrame(pose.at, pose.heading);
  const neck = body(pose.lean, 0, shoulderZ, 0.055);
  const crown = body(pose.lean + 0.03 + pose.lean * 0.3, 0, shoulderZ + 0.24, 0.115);
  const turned = bodyFrame(crown, pose.heading + pose.headTurn);
  const face = { ...turned(0.035, 0, crown.z - 0.02, 0.102) };
  const chin = { ...turned(0.045, 0, crown.z - 0.075, 0.072) };
  const hair = { ...turned(-0.025, 0, crown.z + 0.03, 0.112) };
  return [
    { a: neck, b: { ...crown, r: 0.055 }, colour: lit(looks.skin, 0.9) },
    { a: hair, b: { ...turned(-0.04, 0, crown.z - 0.02, 0.1) }, colour: looks.hair },
    { a: face, b: chin, colour: looks.skin },
  ];
}

/** Places given as metres ahead of and to the right of somebody who looks that way. */
function bodyFrame(at: { x: number; y: number }, heading: number) {
  const ahead = { x: Math.sin(heading), y: -Math.cos(heading) };
  return (forward: number, right: number, z: number, r: number): Place & { r: number } => ({
    x: at.x + ahead.x * forward + ahead.y * right,
    y: at.y + ahead.y * forward - ahead.x * right,
    z,
    r,
  });
}
