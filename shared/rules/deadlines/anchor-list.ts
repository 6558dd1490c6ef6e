import type { Anchor } from "../rule-context.ts";
import { applicationAnswered, applicationReviewed, assessmentPublicity, cleanRecord, dispatchedSince } from "./application-anchors.ts";
import { batchArchived, kept } from "./archive-anchors.ts";
import { banForCheating, banForInactivity } from "./bans.ts";
import { campaignPilot, campaignReport, campaignSchools, noticeIssued } from "./campaign-anchors.ts";
import { examApplication, planApproved, planFiled, siteAssessed } from "./plan-anchors.ts";
import { activity, annualReport, annualReportUndated, internalTraining, qualification, yearlyCheck, yearlyEvaluation } from "./qualification-anchors.ts";
import { resultsPosted, resultsPublicity, resultsReported, resultsUploaded } from "./result-anchors.ts";
import { externalRecord, internalForm, opinionAnswered, rectified, stoppedAtOnce, supervisorBar, supervisorTerm } from "./supervision-anchors.ts";

/** The anchors that rows of deadlines name: which facts start and end each. */
export const ANCHORS: Readonly<Record<string, Anchor>> = {
  "application-answered": applicationAnswered,
  "application-reviewed": applicationReviewed,
  "assessment-publicity": assessmentPublicity,
  "clean-record": cleanRecord,
  "dispatched-since": dispatchedSince,
  qualification,
  activity,
  "annual-report": annualReport,
  "annual-report-undated": annualReportUndated,
  "internal-training": internalTraining,
  "yearly-check": yearlyCheck,
  "yearly-evaluation": yearlyEvaluation,
  "ban-inactivity": banForInactivity,
  "ban-cheating": banForCheating,
  "plan-filed": planFiled,
  "plan-approved": planApproved,
  "site-assessed": siteAssessed,
  "exam-application": examApplication,
  "results-posted": resultsPosted,
  "results-publicity": resultsPublicity,
  "results-reported": resultsReported,
  "results-uploaded": resultsUploaded,
  "batch-archived": batchArchived,
  kept,
  "external-record": externalRecord,
  "internal-form": internalForm,
  "supervisor-term": supervisorTerm,
  "supervisor-bar": supervisorBar,
  "opinion-answered": opinionAnswered,
  rectified,
  "stopped-at-once": stoppedAtOnce,
  "campaign-schools": campaignSchools,
  "campaign-pilot": campaignPilot,
  "campaign-report": campaignReport,
  "notice-issued": noticeIssued,
};
