import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { csvText } from "./csv-text.ts";

test("a table written as CSV is read back cell by cell, whatever its texts hold", () => {
  const cell = fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => !/^[=+\-@\t\r]/.test(text));
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
      const read = parse(csvText(rows), { bom: true, relaxColumnCount: true, skipEmptyLines: false, recordDelimiter: "\r\n" }) as string[][];
      expect(read).toEqual(rows);
    }),
  );
});

test("a text that a spreadsheet would run as a formula is disarmed, a negative number stays a number", () => {
  expect(csvText([["=HYPERLINK(1)", "@x", "-1+2", -5, null, true]])).toBe("\uFEFF'=HYPERLINK(1),'@x,'-1+2,-5,,true\r\n");
});
