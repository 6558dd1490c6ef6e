import { inOrder } from "../../shared/events/fact.ts";
import { commonFacts } from "../../shared/node/database/fact-queries.ts";
import { LedgerReceipt } from "../../shared/protocol/filings/findings.ts";
import { RuleHealth, RuleHealthQuery, RuleLibrary, RuleSettingBody, RuleSettings, type LibraryBook, type LibraryRule, type RuleHealthRow } from "../../shared/protocol/filings/rule-library.ts";
import { RULE_MODES } from "../../shared/rules/decision.ts";
import { ofType } from "../../shared/rules/history/facts-by-type.ts";
import { RULEBOOKS } from "../../shared/rules/load-rulebooks.ts";
import { modeOf } from "../../shared/rules/rule-reference.ts";
import { appliesIn, type Rulebook } from "../../shared/rules/rulebook.ts";
import { rulesReading, settingChoices, wrongValue } from "../../shared/rules/setting-values.ts";
import { ApiError } from "../errors/error-catalogue.ts";
import type { HttpApp } from "../http/http-app.ts";
import { readAge } from "../../shared/node/database/age-queries.ts";
import { sendTable, type TableColumn } from "./export/send-table.ts";
import { askedMs, type FilingsParts } from "./filings-parts.ts";
import { countFired, ruleHealth, type HealthRow } from "./rule-queries.ts";
import { guardOf, readingsOf, ruleTitle, sourcesOf } from "./rule-words.ts";
import { nameOf, sayAsPerson } from "./said-by-person.ts";

const config = { capability: "filings.read" } as const;

const HEALTH_COLUMNS: readonly TableColumn<RuleHealthRow>[] = [
  { title: "规则 Rule", value: ({ ruleId }) => ruleId },
  { title: "规则包 Rulebook", value: ({ rulebookId }) => rulebookId },
  { title: "事项 Check", value: ({ title }) => title.zh },
  { title: "触发 Fired", value: ({ fired }) => fired },
  { title: "未解除 Open", value: ({ open }) => open },
  { title: "属实 Confirmed", value: ({ confirmed }) => confirmed },
  { title: "误报 False alarms", value: ({ falseAlarms }) => falseAlarms },
  { title: "误报率 False-alarm share", value: ({ falseAlarmShare }) => falseAlarmShare },
];

/** The policy library, how rules do, and the settings that authorities may change. */
export function ruleRoutes(app: HttpApp, parts: FilingsParts): void {
  const { db } = parts;
  app.get("/api/v1/rulebooks", { config, schema: { response: { 200: RuleLibrary } } }, async () => {
    const [age, counted] = await Promise.all([readAge(db, askedMs(parts)), countFired(db)]);
    const fired = new Map(counted.map((each) => [`${each.rulebookId}/${each.ruleId}`, each]));
    return { age, books: RULEBOOKS.map((book) => libraryBook(book, (ruleId) => fired.get(`${book.id}/${ruleId}`) ?? { fired: 0, open: 0 })) };
  });

  app.get("/api/v1/rule-health", { config, schema: { querystring: RuleHealthQuery } }, async ({ query }, reply) => {
    const askedAtMs = askedMs(parts);
    const rows = (await ruleHealth(db, query.mode ?? RULE_MODES)).map(healthRow);
    if (query.format !== "json") return sendTable(reply, query.format, { name: "rule-health", columns: HEALTH_COLUMNS, rows, askedAtMs });
    return RuleHealth.parse({ age: await readAge(db, askedAtMs), rows });
  });

  app.get("/api/v1/rule-settings", { config, schema: { response: { 200: RuleSettings } } }, async () => ({
    age: await readAge(db, askedMs(parts)),
    settings: await settingsOf(parts),
  }));

  app.put("/api/v1/rule-settings", { config: { capability: "filings.write" }, schema: { body: RuleSettingBody, response: { 200: LedgerReceipt } } }, async (request) => {
    const { body } = request;
    const book = RULEBOOKS.find((each) => appliesIn(each, body.areaCode) && Object.hasOwn(each.settings, body.setting));
    if (book === undefined) throw new ApiError("not-found", `no rulebook that applies in ${body.areaCode} has a setting ${body.setting}; GET /api/v1/rule-settings lists them`);
    const wrong = wrongValue(body.setting, body.value);
    if (wrong !== null) throw new ApiError("bad-request", `value: ${wrong}, got ${JSON.stringify(body.value)}`);
    return sayAsPerson(parts, "rule.setting_changed", { ...body, reason: `${body.reason} (${nameOf(request.principal)})` });
  });
}

/** Of each book its own, and of each area what was changed there. */
async function settingsOf({ db }: FilingsParts): Promise<RuleSettings["settings"]> {
  const changes = ofType(inOrder(await commonFacts(db)), "rule.setting_changed");
  const newest = new Map(changes.map((change) => [`${change.data.areaCode}/${change.data.setting}`, change]));
  const shipped = RULEBOOKS.flatMap((book) => Object.entries(book.settings).map(([setting, value]) => ({ areaCode: book.areaCode, setting, value, shippedValue: value })));
  const known = new Set(shipped.map(({ areaCode, setting }) => `${areaCode}/${setting}`));
  const elsewhere = [...newest.values()].filter(({ data }) => !known.has(`${data.areaCode}/${data.setting}`)).map(({ data }) => ({ ...data, shippedValue: null }));
  return [...shipped, ...elsewhere].map(({ areaCode, setting, value, shippedValue }) => {
    const change = newest.get(`${areaCode}/${setting}`);
    return { areaCode, setting, shippedValue, value: change?.data.value ?? value, changed: change === undefined ? null : { atMs: change.atMs, by: change.id, reason: change.data.reason } };
  });
}

function libraryBook(book: Rulebook, countsOf: (ruleId: string) => { fired: number; open: number }): LibraryBook {
  const deadlines = book.deadlines.map((row): LibraryRule => {
    const { id, severity, readings, count, unit, direction, dayOne, fixedDate } = row;
    const { fired, open } = countsOf(id);
    return { id, kind: "deadline", title: ruleTitle(id), severity, sources: sourcesOf(row.sources), readings: readingsOf(readings), guard: null, counting: { count, unit, direction, dayOne, fixedDate }, fired, open };
  });
  const checks = book.checks.map((row): LibraryRule => {
    const { id, severity, readings } = row;
    const { fired, open } = countsOf(id);
    return { id, kind: "check", title: ruleTitle(id), severity, sources: sourcesOf(row.sources), readings: readingsOf(readings), guard: guardOf(id), counting: null, fired, open };
  });
  const { id, version, areaCode, title, document, inForceFrom, inForceTo, status, settings } = book;
  return { id, version, areaCode, title, document, inForceFrom, inForceTo, status, mode: modeOf(book), settings, settingFacts: settingFactsOf(book), rules: [...deadlines, ...checks] };
}

function settingFactsOf(book: Rulebook): LibraryBook["settingFacts"] {
  return Object.fromEntries(Object.keys(book.settings).map((name) => [name, { choices: [...settingChoices(name)], rules: rulesReading(book, name) }]));
}

function healthRow(row: HealthRow): RuleHealthRow {
  const judged = row.confirmed + row.falseAlarms;
  return { ...row, mode: row.mode as RuleHealthRow["mode"], severity: row.severity as RuleHealthRow["severity"], title: ruleTitle(row.ruleId), falseAlarmShare: judged === 0 ? null : row.falseAlarms / judged };
}
