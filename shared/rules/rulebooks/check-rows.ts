import fujianBank from "./fujian/checks-bank.json" with { type: "json" };
import fujianCertificate from "./fujian/checks-certificate.json" with { type: "json" };
import fujianExam from "./fujian/checks-exam.json" with { type: "json" };
import fujianPaper from "./fujian/checks-paper.json" with { type: "json" };
import fujianPeople from "./fujian/checks-people.json" with { type: "json" };
import fujianScore from "./fujian/checks-score.json" with { type: "json" };
import fujianSupervision from "./fujian/checks-supervision.json" with { type: "json" };
import jilinCertificate from "./jilin/checks-certificate.json" with { type: "json" };
import jilinExam from "./jilin/checks-exam.json" with { type: "json" };
import jilinOrganisation from "./jilin/checks-organisation.json" with { type: "json" };
import jilinPeople from "./jilin/checks-people.json" with { type: "json" };
import jilinSupervision from "./jilin/checks-supervision.json" with { type: "json" };
import liaoningBank from "./liaoning/checks-bank.json" with { type: "json" };
import liaoningCertificate from "./liaoning/checks-certificate.json" with { type: "json" };
import liaoningExam from "./liaoning/checks-exam.json" with { type: "json" };
import liaoningOrganisation from "./liaoning/checks-organisation.json" with { type: "json" };
import liaoningPaper from "./liaoning/checks-paper.json" with { type: "json" };
import liaoningPeople from "./liaoning/checks-people.json" with { type: "json" };
import liaoningScore from "./liaoning/checks-score.json" with { type: "json" };
import liaoningSupervision from "./liaoning/checks-supervision.json" with { type: "json" };
import shenzhenBank from "./shenzhen/checks-bank.json" with { type: "json" };
import shenzhenCertificate from "./shenzhen/checks-certificate.json" with { type: "json" };
import shenzhenExam from "./shenzhen/checks-exam.json" with { type: "json" };
import shenzhenOrganisation from "./shenzhen/checks-organisation.json" with { type: "json" };
import shenzhenPeople from "./shenzhen/checks-people.json" with { type: "json" };
import shenzhenScore from "./shenzhen/checks-score.json" with { type: "json" };
import shenzhenSupervision from "./shenzhen/checks-supervision.json" with { type: "json" };
import xiamenBank from "./xiamen/checks-bank.json" with { type: "json" };
import xiamenCertificate from "./xiamen/checks-certificate.json" with { type: "json" };
import xiamenExam from "./xiamen/checks-exam.json" with { type: "json" };
import xiamenOrganisation from "./xiamen/checks-organisation.json" with { type: "json" };
import xiamenPaper from "./xiamen/checks-paper.json" with { type: "json" };
import xiamenPeople from "./xiamen/checks-people.json" with { type: "json" };
import xiamenScore from "./xiamen/checks-score.json" with { type: "json" };
import xiamenSupervision from "./xiamen/checks-supervision.json" with { type: "json" };
import type { Rulebook } from "../rulebook.ts";

/** Rows of checks by rulebook, one JSON file per link (checks-organisation.json …), checked when the rulebooks are loaded. */
export const CHECK_ROWS: Readonly<Record<Rulebook["id"], readonly unknown[]>> = {
  xiamen: [...xiamenOrganisation, ...xiamenPeople, ...xiamenExam, ...xiamenBank, ...xiamenPaper, ...xiamenScore, ...xiamenCertificate, ...xiamenSupervision],
  fujian: [...fujianPeople, ...fujianExam, ...fujianBank, ...fujianPaper, ...fujianScore, ...fujianCertificate, ...fujianSupervision],
  shenzhen: [...shenzhenOrganisation, ...shenzhenPeople, ...shenzhenExam, ...shenzhenBank, ...shenzhenScore, ...shenzhenCertificate, ...shenzhenSupervision],
  jilin: [...jilinOrganisation, ...jilinPeople, ...jilinExam, ...jilinCertificate, ...jilinSupervision],
  liaoning: [...liaoningOrganisation, ...liaoningPeople, ...liaoningExam, ...liaoningBank, ...liaoningPaper, ...liaoningScore, ...liaoningCertificate, ...liaoningSupervision],
};
