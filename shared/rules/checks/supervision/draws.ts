import { z } from "zod";
import { idOf, scopeOf } from "../../../events/dossier-key.ts";
import { dispatchesOf } from "../../history/dispatches.ts";
import { ofType } from "../../history/facts-by-type.ts";
import type { Check, CheckFiring, RuleContext } from "../../rule-context.ts";
import { paramsOf } from "../row-params.ts";
import { inBoth, type Words } from "../two-languages.ts";

const Drawn = z.object({ sides: z.array(z.enum(["internal", "external"])) });

/** Who was sent stands in the evaluator's dossier; whom a draw took, and why it was repeated, in the draw's. */
export const chosenWithoutDraw: Check = {
  id: "SUP-01",
  scope: "org",
  alsoIn: ["draw"],
  zh: "未经随机抽取或无理由重抽",
  en: "Chosen without a draw, or redrawn without a reason",
  sentence: {
    zh: "{what}：{whyZh}（督导员：{supervisorId}；抽取：{drawId}）。",
    en: "{what}: {whyEn} (supervisor {supervisorId}, draw {drawId}).",
  },
  guard: {
    zh: "记录了紧急情况的委派不提示；委派未写抽取编号而此人曾为该场次抽中的不提示；写明理由的重抽不提示（A35）；只有一人可抽的也算抽取；内督是否须抽取由设置给出（A36）。",
    en: "A dispatch with its emergency on record is in order, as is one that names no draw where this person was drawn for the session, and a redraw with its reason (A35); a draw from a pool of one is a draw; whether internal supervisors are drawn is a setting (A36).",
  },
  run(context, row) {
    const { sides } = paramsOf(row, Drawn);
    const asked = sides.filter((side) => side === "external" || context.setting("draw.internal") === true);
    return scopeOf(context.dossier) === "draw" ? [...againstTheDraw(context, asked), ...redrawn(context)] : undrawn(context, asked);
  },
};

type Side = "internal" | "external";

function undrawn({ facts }: RuleContext, sides: readonly Side[]): CheckFiring[] {
  return [...dispatchesOf(facts).values()].flatMap(({ dispatchId, supervisorId, side, sessionIds, drawId, emergency, dispatchedMs, factIds }) => {
    const sent = ofType(facts, "supervisor.dispatched").some(({ id }) => factIds.includes(id));
    const drawn = ofType(facts, "supervisor.drawn").some(({ data }) => data.supervisorId === supervisorId && data.sessionIds.some((id) => sessionIds.includes(id)));
    if (!sent || drawn || !sides.includes(side) || drawId !== null || emergency !== null) return [];
    return [firing({ kind: "dispatch", id: dispatchId }, dispatchedMs, factIds.slice(0, 1), { zh: "委派未经随机抽取", en: "sent without a draw" }, { supervisorId, drawId })];
  });
}

/** Sent in the name of a draw that took somebody else. */
function againstTheDraw({ facts, dossier }: RuleContext, sides: readonly Side[]): CheckFiring[] {
  const draw = ofType(facts, "draw.made").at(-1);
  if (draw === undefined || draw.data.what === "target") return [];
  return [...dispatchesOf(facts).values()].flatMap(({ dispatchId, supervisorId, side, emergency, dispatchedMs, factIds }) => {
    if (!sides.includes(side) || emergency !== null || draw.data.result.includes(supervisorId)) return [];
    return [firing({ kind: "dispatch", id: dispatchId }, dispatchedMs, [draw.id, ...factIds.slice(0, 1)], { zh: "所委派的人不在抽取结果中", en: "the one sent is not in the draw's result" }, { supervisorId, drawId: idOf(dossier) })];
  });
}

/** Told in the dossier of the draw that was replaced: its first result is kept. */
function redrawn({ facts, dossier }: RuleContext): CheckFiring[] {
  return ofType(facts, "draw.redrawn").flatMap(({ id, atMs, data }) => {
    if (data.replaces !== idOf(dossier) || data.reason !== undefined) return [];
    return [firing({ kind: "draw", id: data.drawId }, atMs, [id], { zh: `无理由重抽，取代 ${data.replaces}`, en: `redrawn without a reason, replacing ${data.replaces}` }, { supervisorId: null, drawId: data.drawId })];
  });
}

function firing(subject: CheckFiring["subject"], sinceMs: number, factIds: readonly string[], why: Words, values: CheckFiring["values"]): CheckFiring {
  return { subject, sinceMs, factIds, values: { what: subject.id, ...values, ...inBoth("why", why) } };
}

const Group = z.object({ minMembers: z.number() });

export const groupTooSmall: Check = {
  id: "SUP-02",
  scope: "org",
  zh: "专项督导组少于 3 人",
  en: "Special group of fewer than three",
  sentence: {
    zh: "专项督导记录 {recordId} 的督导组 {size} 人，少于 {min} 人（原则上）。",
    en: "The group of special supervision {recordId} had {size} members, fewer than {min} (in principle).",
  },
  guard: { zh: "日常督导、事后检查不要求；满 3 人即可；人数未报的不判断；条文为“原则上”，只作黄色。", en: "Not asked of daily supervision and after-checks; three are enough; a size that was not reported is not judged; in principle, so amber at most." },
  run({ facts }, row) {
    const { minMembers: min } = paramsOf(row, Group);
    return ofType(facts, "supervision.record.submitted").flatMap(({ id, atMs, data }) => {
      const { recordId, form, groupSize: size } = data;
      if (form !== "special" || size === undefined || size >= min) return [];
      return { subject: { kind: "record", id: recordId }, sinceMs: atMs, factIds: [id], values: { recordId, size, min } };
    });
  },
};
