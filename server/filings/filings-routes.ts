import type { HttpApp } from "../http/http-app.ts";
import { calendarRoutes } from "./calendar-routes.ts";
import { decisionRoutes } from "./decision-routes.ts";
import { feedRoutes } from "./feed-routes.ts";
import type { FilingsParts } from "./filings-parts.ts";
import { findingRoutes } from "./finding-routes.ts";
import { obligationRoutes } from "./obligation-routes.ts";
import { orgRoutes } from "./org-routes.ts";
import { planRoutes } from "./plan-routes.ts";
import { ruleRoutes } from "./rule-routes.ts";
import { sessionRecordRoutes } from "./session-record-routes.ts";

/** Everything that pages ask of what was computed from the ledger. */
export function filingsRoutes(app: HttpApp, parts: FilingsParts & { publicUrl: string | null }): void {
  obligationRoutes(app, parts);
  findingRoutes(app, parts);
  orgRoutes(app, parts);
  planRoutes(app, parts);
  sessionRecordRoutes(app, parts);
  ruleRoutes(app, parts);
  decisionRoutes(app, parts);
  calendarRoutes(app, parts);
  feedRoutes(app, parts);
}
