import { expect, test } from "vitest";
import { RULEBOOKS } from "./load-rulebooks.ts";
import { rulesReading, wrongValue } from "./setting-values.ts";

test("every setting of every rulebook has its values, and the shipped one is among them", () => {
  const wrong = RULEBOOKS.flatMap(({ id, settings }) => Object.entries(settings).map(([name, value]) => [id, name, wrongValue(name, value)])).filter(([, , why]) => why !== null);
  expect(wrong).toEqual([]);
});

test("a value that makes no sense is refused with what was expected", () => {
  expect(wrongValue("certificate.numberPattern", "Y[")).toContain("valid regular expression");
  expect(wrongValue("certificate.numberPattern", "Y\\d{21}")).toBeNull();
  expect(wrongValue("sla.form", -1)).toContain("0 to 250 working days");
  expect(wrongValue("sla.form", 1.5)).toContain("whole number");
  expect(wrongValue("lead.mode", "sometimes")).toContain('"nth-day", "full-days"');
  expect(wrongValue("cutoff", "25:00")).toContain("17:30");
  expect(wrongValue("retention.autoDelete", true)).toContain("expected false");
});

test("how many rules read a setting is known before it is changed", () => {
  const [xiamen] = RULEBOOKS;
  const read = (name: string) => (xiamen === undefined ? [] : rulesReading(xiamen, name));
  expect(read("lead.mode")).toEqual(["D01", "D02", "D03", "D04"]);
  expect(read("certificate.numberPattern")).toEqual(["CRT-05"]);
  expect(read("amend.site")).toEqual(expect.arrayContaining(["D01", "D04"]));
  expect(read("gate.approval")).toEqual(["D05"]);
  const unread = RULEBOOKS.flatMap((book) => Object.keys(book.settings).filter((name) => rulesReading(book, name).length === 0).map((name) => `${book.id} ${name}`));
  expect(unread.filter((each) => each.startsWith("xiamen"))).toEqual(["xiamen retention.default", "xiamen retention.autoDelete", "xiamen sla.form"]);
});
