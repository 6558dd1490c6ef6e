import type { Check } from "../../rule-context.ts";
import { advertising } from "./advertising.ts";
import { applicationInBan, excludedBusiness } from "./applications.ts";
import { authorityClocks } from "./authority-clocks.ts";
import { capacity } from "./capacity.ts";
import { delegation } from "./delegation.ts";
import { occupationCrowding } from "./occupation-crowding.ts";
import { outsideScope, outsideTerritory, unfiledSite } from "./outside-filing.ts";
import { notListed, qualificationLapsed, siteNotAssessed } from "./qualification.ts";
import { annualReportOverdue, inactivity, notCheckedThisYear } from "./yearly-duties.ts";

/** 机构, ORG-01 to ORG-16. */
export const ORGANISATION_CHECKS: readonly Check[] = [
  outsideScope,
  unfiledSite,
  outsideTerritory,
  qualificationLapsed,
  notListed,
  delegation,
  capacity,
  occupationCrowding,
  inactivity,
  applicationInBan,
  annualReportOverdue,
  excludedBusiness,
  siteNotAssessed,
  advertising,
  authorityClocks,
  notCheckedThisYear,
];
