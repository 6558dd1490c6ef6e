import { lazy, type ComponentType } from "react";
import type { DeskWords } from "../words/zh.ts";

export type PageName = keyof DeskWords["pages"];

export interface DeskPage {
  name: PageName;
  path: string;
  /** `g` and this key, by its position (`event.code`). */
  letter: string | null;
  /** Stands in the rail. */
  rail: boolean;
  /** Another ground than the desk's: loaded as a page of its own. */
  apart?: boolean;
}

/** Every page that can be gone to without knowing an id. */
export const DESK_PAGES: readonly DeskPage[] = [
  { name: "wall", path: "/wall", letter: "W", rail: true, apart: true },
  { name: "filings", path: "/filings", letter: "F", rail: true },
  { name: "evaluators", path: "/evaluators", letter: "E", rail: true },
  { name: "sessions", path: "/session-records", letter: "S", rail: true },
  { name: "findings", path: "/findings", letter: "N", rail: true },
  { name: "policy", path: "/policy", letter: "P", rail: true },
  { name: "ruleHealth", path: "/rule-health", letter: "H", rail: true },
  { name: "trends", path: "/trends", letter: "T", rail: true },
  { name: "imports", path: "/imports", letter: "I", rail: true },
  { name: "home", path: "/", letter: "O", rail: false, apart: true },
];

interface Route {
  name: PageName;
  pattern: RegExp;
  component: ComponentType<{ id: string }>;
}

/** Path → page of the desk, each its own chunk; what the brackets catch is the object's id. */
const ROUTES: readonly Route[] = [
  { name: "filings", pattern: /^\/filings$/, component: lazy(() => import("../../filings/FilingsPage.tsx").then((page) => ({ default: page.FilingsPage }))) },
  { name: "evaluators", pattern: /^\/evaluators$/, component: lazy(() => import("../../evaluators/EvaluatorsPage.tsx").then((page) => ({ default: page.EvaluatorsPage }))) },
  { name: "evaluators", pattern: /^\/evaluators\/(.+)$/, component: lazy(() => import("../../evaluators/EvaluatorPage.tsx").then((page) => ({ default: page.EvaluatorPage }))) },
  { name: "sessions", pattern: /^\/session-records$/, component: lazy(() => import("../../session-records/SessionsPage.tsx").then((page) => ({ default: page.SessionsPage }))) },
  { name: "sessions", pattern: /^\/session-records\/(.+)$/, component: lazy(() => import("../../session-records/SessionPage.tsx").then((page) => ({ default: page.SessionPage }))) },
  { name: "findings", pattern: /^\/findings$/, component: lazy(() => import("../../findings/FindingsPage.tsx").then((page) => ({ default: page.FindingsPage }))) },
  { name: "policy", pattern: /^\/policy$/, component: lazy(() => import("../../policy/PolicyPage.tsx").then((page) => ({ default: page.PolicyPage }))) },
  { name: "ruleHealth", pattern: /^\/rule-health$/, component: lazy(() => import("../../policy/RuleHealthPage.tsx").then((page) => ({ default: page.RuleHealthPage }))) },
  { name: "trends", pattern: /^\/trends$/, component: lazy(() => import("../../trends/TrendsPage.tsx").then((page) => ({ default: page.TrendsPage }))) },
  { name: "imports", pattern: /^\/imports$/, component: lazy(() => import("../../imports/ImportPage.tsx").then((page) => ({ default: page.ImportPage }))) },
];

export function findRoute(path: string): { route: Route; id: string } | null {
  for (const route of ROUTES) {
    const found = route.pattern.exec(path);
    if (found !== null) return { route, id: decodeURIComponent(found[1] ?? "") };
  }
  return null;
}
