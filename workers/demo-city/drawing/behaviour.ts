import type { Pose } from "./person.ts";

/** What the people of a room do, as a pure function of time: the same second always looks the same. */
export type Behaviour = (timeS: number) => Pose;

const STILL: Omit<Pose, "at" | "heading"> = { seated: false, lean: 0, headTurn: 0, stride: 0, hand: 0, raisedArm: false };
/** Seconds that one posture is held before the next. */
const POSTURE_S = 7;
const CHANGE_S = 0.8;

/** A candidate at a desk: writes or types for a while, thinks, looks up, now and then raises a hand. */
export function candidate(at: { x: number; y: number }, heading: number, seed: number): Behaviour {
  return (timeS) => {
    const offsetS = timeS + chance(seed, 0) * POSTURE_S;
    const turn = Math.floor(offsetS / POSTURE_S);
    const before = posture(seed, turn - 1);
    const now = posture(seed, turn);
    const share = smooth(Math.min(1, (offsetS - turn * POSTURE_S) / CHANGE_S));
    const writes = now.writes && offsetS - turn * POSTURE_S > CHANGE_S;
    return {
      ...STILL,
      at,
      heading,
      seated: true,
      lean: mix(before.lean, now.lean, share),
      headTurn: mix(before.headTurn, now.headTurn, share),
      // Stepped, so that a hand moves a few times a second and not in every frame.
      hand: writes ? 0.03 * Math.sin(Math.floor(timeS * 2 + seed) * 1.9) : 0,
      raisedArm: now.raisesHand,
    };
  };
}

function posture(seed: number, turn: number) {
  const mood = chance(seed, turn);
  return {
    writes: mood < 0.45,
    lean: mood < 0.45 ? 0.16 + 0.06 * chance(seed, turn + 500) : 0.03 + 0.08 * chance(seed, turn + 900),
    headTurn: mood > 0.6 ? (chance(seed, turn + 300) - 0.5) * 1.1 : 0,
    raisesHand: mood > 0.985,
  };
}

/** Somebody who walks a round between places, and stops at each for some seconds. Speeds as people walk. */
export function stroller(stops: readonly { x: number; y: number }[], pauseS: number, seed: number): Behaviour {
  const legs = stops.map((from, index) => {
    const to = stops[(index + 1) % stops.length] ?? from;
    return { from, to, walkS: Math.hypot(to.x - from.x, to.y - from.y) / 0.9 };
  });
  const roundS = legs.reduce((sum, leg) => sum + leg.walkS + pauseS, 0);
  return (timeS) => {
    let restS = (timeS + chance(seed, 1) * roundS) % roundS;
    for (const { from, to, walkS } of legs) {
      const heading = Math.atan2(to.x - from.x, -(to.y - from.y));
      if (restS < pauseS) {
        return { ...STILL, at: from, heading, headTurn: Math.sin(Math.floor(restS) * 2.4 + seed) * 0.8 };
      }
      restS -= pauseS;
      if (restS < walkS) {
        const share = restS / walkS;
        const at = { x: mix(from.x, to.x, share), y: mix(from.y, to.y, share) };
        return { ...STILL, at, heading, stride: Math.sin(restS * 5.6) };
      }
      restS -= walkS;
    }
    return { ...STILL, at: stops[0] ?? { x: 0, y: 0 }, heading: 0 };
  };
}

/** Somebody who works standing at a bench, steps aside to look at the drawing, and goes on. */
export function worker(at: { x: number; y: number }, heading: number, seed: number): Behaviour {
  return (timeS) => {
    const offsetS = timeS + chance(seed, 2) * POSTURE_S;
    const turn = Math.floor(offsetS / POSTURE_S);
    const share = smooth(Math.min(1, (offsetS - turn * POSTURE_S) / 1.4));
    const stepAside = (which: number) => (chance(seed, which) > 0.7 ? (chance(seed, which + 40) - 0.5) * 0.9 : 0);
    const aside = mix(stepAside(turn - 1), stepAside(turn), share);
    const moves = share > 0 && share < 1 && stepAside(turn) !== stepAside(turn - 1);
    const busy = chance(seed, turn + 7) < 0.5;
    return {
      ...STILL,
      at: { x: at.x + aside, y: at.y },
      heading,
      lean: 0.1 + 0.1 * chance(seed, turn + 70),
      headTurn: busy ? 0 : (chance(seed, turn + 80) - 0.5) * 0.9,
      stride: moves ? Math.sin(offsetS * 6) * 0.6 : 0,
      hand: busy ? 0.05 * Math.sin(Math.floor(timeS * 2 + seed) * 2.2) : 0,
    };
  };
}

/** A number of 0–1 that is always the same for the same seed and turn. */
export function chance(seed: number, turn: number): number {
  let hash = Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(turn + 11, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 13), 0x27d4eb2f);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}

function mix(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}

function smooth(share: number): number {
  return share * share * (3 - 2 * share);
}
