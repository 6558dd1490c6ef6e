import { z } from "zod";
import { localDateOfMs } from "../../calendar/local-date.ts";
import { EvaluatorType } from "../../events/fields.ts";
import { EVIDENCE_ROUTES } from "../../events/kinds/certificate-events.ts";
import { CANDIDATE_RELATIONS } from "../../events/kinds/people-events.ts";
import { profileOn } from "../history/evaluator-profile.ts";
import { ofType, viewOf } from "../history/facts-by-type.ts";
import type { RuleContext } from "../rule-context.ts";
import type { Words } from "./two-languages.ts";

type EvidenceRoute = (typeof EVIDENCE_ROUTES)[number];
type Relation = (typeof CANDIDATE_RELATIONS)[number];

const UNRECORDED: Words = { zh: "未记录", en: "not recorded" };
const RELATION_WORDS: Readonly<Record<Relation, Words>> = {
  "own-staff": { zh: "本单位职工", en: "own staff" },
  affiliate: { zh: "关联单位职工", en: "an affiliate's staff" },
  dispatched: { zh: "劳务派遣", en: "dispatched worker" },
  partner: { zh: "合作单位职工", en: "a partner's staff" },
  "own-student": { zh: "本校学生", en: "own student" },
  "local-enterprise": { zh: "本地企业职工", en: "a local enterprise's staff" },
  public: { zh: "社会人员", en: "the public" },
  outside: { zh: "外单位人员", en: "outsider" },
};
const ROUTE_WORDS: Readonly<Record<EvidenceRoute, Words>> = {
  "theory-substitution": { zh: "理论成绩替代", en: "theory score substituted" },
  "integrated-course": { zh: "一体化课程过程考核", en: "integrated course" },
  credits: { zh: "学分累积", en: "credits" },
  process: { zh: "工作过程考评", en: "process assessment" },
  competition: { zh: "竞赛直接认定", en: "competition" },
};

export function relationWords(relation: Relation | null): Words {
  return relation === null ? UNRECORDED : RELATION_WORDS[relation];
}

export function routeWords(route: EvidenceRoute | undefined): Words {
  return route === undefined ? { zh: "无", en: "none" } : ROUTE_WORDS[route];
}

/** A lawful way to a certificate without an examination of its own, by evaluator and candidate source (A29, C4). */
export const LawfulRoute = z.object({
  route: z.enum(EVIDENCE_ROUTES),
  evaluators: z.array(EvaluatorType),
  /** null: the text makes no difference. */
  relations: z.array(z.enum(CANDIDATE_RELATIONS)).nullable(),
  replaces: z.enum(["theory", "whole"]),
});
export type LawfulRoute = z.infer<typeof LawfulRoute>;

const registrations = viewOf((facts) => Map.groupBy(ofType(facts, "candidate.registered"), ({ data }) => data.personId));

/** How a candidate belongs to the evaluator, as registered last for the batch, else at all; null: nobody recorded it. */
export function relationOf({ facts }: RuleContext, personId: string, batchId?: string): Relation | null {
  const known = (registrations(facts).get(personId) ?? []).filter(({ data }) => data.relation !== undefined);
  return (known.findLast(({ data }) => data.batchId === batchId) ?? known.at(-1))?.data.relation ?? null;
}

interface Claim {
  route: EvidenceRoute;
  personId: string;
  batchId?: string | undefined;
  atMs: number;
}

/** The row of the table that covers a claim. A source that nobody recorded proves no exemption. */
export function lawfulRoute(context: RuleContext, routes: readonly LawfulRoute[], { route, personId, batchId, atMs }: Claim): LawfulRoute | null {
  const type = profileOn(context.facts, localDateOfMs(atMs))?.evaluatorType;
  const relation = relationOf(context, personId, batchId);
  const covers = ({ relations }: LawfulRoute) => relations === null || (relation !== null && relations.includes(relation));
  return routes.find((each) => each.route === route && type !== undefined && each.evaluators.includes(type) && covers(each)) ?? null;
}
