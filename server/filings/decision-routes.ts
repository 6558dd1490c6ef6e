import type { Fact } from "../../shared/events/fact.ts";
import { readEvent } from "../../shared/events/read-event.ts";
import { DECISIONS, type DecisionSubject } from "../../shared/lives/decisions.ts";
import { factsOfThing } from "../../shared/lives/facts-of-thing.ts";
import { lifeEventOf } from "../../shared/lives/life-events.ts";
import { typesOfLife } from "../../shared/lives/life-table.ts";
import { stateOfThing, whyNot } from "../../shared/lives/state-of-thing.ts";
import { readAge } from "../../shared/node/database/age-queries.ts";
import { DecisionBody } from "../../shared/protocol/filings/decisions.ts";
import { LedgerReceipt } from "../../shared/protocol/filings/findings.ts";
import { ApiError } from "../errors/error-catalogue.ts";
import type { HttpApp } from "../http/http-app.ts";
import { factsOfTypes } from "./fact-queries.ts";
import { askedMs, type FilingsParts } from "./filings-parts.ts";
import { oneOrg } from "./org-queries.ts";
import { nameOf, SAID_BY_PEOPLE, sayAsPerson } from "./said-by-person.ts";
import { UnreadDecisions } from "./unread-decisions.ts";

type Data = Readonly<Record<string, unknown>>;

/** What the authority decides: tried against the table of lives that the buttons read, then an entry of the ledger. */
export function decisionRoutes(app: HttpApp, parts: FilingsParts): void {
  const unread = new UnreadDecisions();
  app.post("/api/v1/decisions", { config: { capability: "filings.write" }, schema: { body: DecisionBody, response: { 200: LedgerReceipt } } }, async (request) => {
    const fact = checkedFact(request.body, nameOf(request.principal), askedMs(parts));
    const subject: DecisionSubject | null = DECISIONS[request.body.type];
    const say = () => sayAsPerson(parts, fact.type, fact.data);
    if (subject === null) return say();
    const id = idOf(fact.data, subject);
    const { entry } = await readAge(parts.db, fact.atMs);
    return unread.hold(`${subject.kind} ${id}`, entry, async () => {
      await tryDecision(parts, subject, id, fact);
      return say();
    });
  });
}

/** @throws ApiError bad-request: the event's schema does not take the data */
function checkedFact({ type, data }: DecisionBody, decidedBy: string, atMs: number): Fact {
  const time = new Date(atMs).toISOString();
  const raw = { specversion: "1.0", id: "decision", source: SAID_BY_PEOPLE, type, time, sequence: 1, data: { ...data, decidedBy } };
  const reading = readEvent(raw, { id: SAID_BY_PEOPLE, orgId: null }, atMs);
  if (reading.accepted) return { id: "", type: reading.event.type, atMs, data: reading.event.data } as Fact;
  const { path, expected, got } = reading.refusal;
  throw new ApiError("bad-request", `${path}: expected ${expected}, got ${got}`);
}

function idOf(data: Data, { idField }: DecisionSubject): string {
  return String(data[idField]);
}

/** @throws ApiError conflict: the thing is another evaluator's, or its state does not allow it */
async function tryDecision({ db }: FilingsParts, { kind }: DecisionSubject, id: string, fact: Fact): Promise<void> {
  const heading = headingOf(kind, id, fact.data);
  const earlier = factsOfThing(kind, id, await factsOfTypes(db, heading, typesOfLife(kind)));
  const owner = earlier.map(orgOf).find((orgId) => orgId !== undefined);
  const named = orgOf(fact);
  if (owner !== undefined && named !== undefined && owner !== named) throw new ApiError("conflict", `expected orgId ${owner}, whose ${id} is, got ${named}`);
  // Time alone ends a qualification: the directory has counted that already.
  const state = kind === "evaluator" ? ((await oneOrg(db, id, fact.atMs))?.state ?? "unknown") : stateOfThing(kind, earlier).state;
  const why = whyNot(kind, state, lifeEventOf(fact, earlier));
  if (why !== null) throw new ApiError("conflict", `${why.zh} ${why.en}`);
}

/** Under which heading a thing's facts are found; see `headingsOf`. */
function headingOf(kind: DecisionSubject["kind"], id: string, data: Data): string {
  if (kind === "plan" || kind === "results") return `batch:${id}`;
  if (kind === "complaint") return `case:${id}`;
  return `org:${String(data["orgId"])}`;
}

function orgOf({ data }: Fact): string | undefined {
  return "orgId" in data ? data.orgId : undefined;
}
