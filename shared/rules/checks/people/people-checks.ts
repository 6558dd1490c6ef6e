import type { Check } from "../../rule-context.ts";
import { conditionsNotProved } from "./candidate-conditions.ts";
import { dispatchedTooShort, oneOccupationOfThePost, outsideCandidate } from "./candidate-relation.ts";
import { doubleDuty } from "./double-duty.ts";
import { examinerQuorum } from "./examiner-quorum.ts";
import { passedDespiteVeto, removalDue } from "./staff-conduct.ts";
import { emptySeats, standIn } from "./stand-ins.ts";
import { joinedWithoutDispatch, supervisorNotValid } from "./supervisor-standing.ts";
import { twoPlaces } from "./two-places.ts";
import { beyondWorkforce } from "./workforce-size.ts";

/** 人员, PER-01 to PER-14. */
export const PEOPLE_CHECKS: readonly Check[] = [
  outsideCandidate,
  beyondWorkforce,
  conditionsNotProved,
  dispatchedTooShort,
  oneOccupationOfThePost,
  examinerQuorum,
  doubleDuty,
  supervisorNotValid,
  joinedWithoutDispatch,
  standIn,
  emptySeats,
  twoPlaces,
  removalDue,
  passedDespiteVeto,
];
