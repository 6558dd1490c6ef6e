import type { z } from "zod";
import type { EventKind } from "./define-kind.ts";
import { dossiersOf, type DossierKey } from "./dossier-key.ts";
import { BANK_EVENTS } from "./kinds/bank-events.ts";
import { CERTIFICATE_EVENTS } from "./kinds/certificate-events.ts";
import { EXAM_EVENTS } from "./kinds/exam-events.ts";
import { ORGANISATION_EVENTS } from "./kinds/organisation-events.ts";
import { PAPER_EVENTS } from "./kinds/paper-events.ts";
import { PEOPLE_EVENTS } from "./kinds/people-events.ts";
import { PLATFORM_EVENTS } from "./kinds/platform-events.ts";
import { SCORE_EVENTS } from "./kinds/score-events.ts";
import { SUPERVISION_EVENTS } from "./kinds/supervision-events.ts";

/** Every kind of event that may come in, by type. Types never change their meaning; fields are only added. */
export const EVENT_CATALOG = {
  ...ORGANISATION_EVENTS,
  ...PEOPLE_EVENTS,
  ...EXAM_EVENTS,
  ...BANK_EVENTS,
  ...PAPER_EVENTS,
  ...SCORE_EVENTS,
  ...CERTIFICATE_EVENTS,
  ...SUPERVISION_EVENTS,
  ...PLATFORM_EVENTS,
} as const;

export type EventType = keyof typeof EVENT_CATALOG;
export type EventData<T extends EventType> = z.infer<(typeof EVENT_CATALOG)[T]["data"]>;

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(EVENT_CATALOG, type);
}

export function kindOf(type: EventType): EventKind {
  return EVENT_CATALOG[type];
}

export function dossiersOfEvent(type: EventType, data: Readonly<Record<string, unknown>>): DossierKey[] {
  return dossiersOf(data, kindOf(type).dossiers);
}
