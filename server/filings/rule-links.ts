import type { Link } from "../../shared/events/define-kind.ts";

/** Which link of the seven a check belongs to, by the letters of its id; supervision and archive stand across. */
const LINK_OF: Readonly<Record<string, Link>> = {
  ORG: "organisation",
  PER: "people",
  EXM: "exam",
  BNK: "bank",
  PAP: "paper",
  SCO: "score",
  CRT: "certificate",
  SUP: "supervision",
  ARC: "supervision",
};

export function linkOfRule(ruleId: string): Link {
  return LINK_OF[ruleId.slice(0, 3)] ?? "platform";
}
