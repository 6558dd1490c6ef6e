import type { Check } from "../../rule-context.ts";
import { certificateMismatch, certificateWithoutExam, foreignIssuer } from "./certificate-basis.ts";
import { tooManyIssued } from "./certificate-counts.ts";
import { certificateNumber } from "./certificate-number.ts";
import { notInQuery, voidButFound } from "./certificate-query.ts";
import { issuedTooEarly, issuedWithoutStanding } from "./certificate-timing.ts";
import { resalePattern } from "./resale-pattern.ts";

/** 证书, CRT-01 to CRT-10. */
export const CERTIFICATE_CHECKS: readonly Check[] = [
  certificateWithoutExam,
  certificateMismatch,
  tooManyIssued,
  issuedTooEarly,
  certificateNumber,
  foreignIssuer,
  notInQuery,
  voidButFound,
  issuedWithoutStanding,
  resalePattern,
];
