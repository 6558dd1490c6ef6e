import fc from "fast-check";
import { expect, test } from "vitest";
import { PlaceRing, type Place } from "./place-ring.ts";

const operations = fc.array(fc.oneof(fc.constant("push" as const), fc.constant("shift" as const), fc.constant("back" as const), fc.nat(40)), { maxLength: 400 });

test("places come back under their numbers, whatever is added, forgotten and put in front", () => {
  fc.assert(
    fc.property(operations, (steps) => {
      let firstNumber = 1000;
      const model: (Place | null)[] = [];
      const ring = new PlaceRing(firstNumber);
      for (const step of steps) {
        if (step === "push") {
          ring.push();
          model.push(null);
        } else if (step === "shift" && model.length > 0) {
          expect(ring.shift()).toEqual(model.shift());
          firstNumber += 1;
        } else if (step === "back" && model.length > 0) {
          firstNumber -= 3;
          ring.extendBack(firstNumber);
          model.unshift(null, null, null);
        } else if (typeof step === "number" && step < model.length) {
          const place = { position: { fileNumber: step + 1, offset: step * 2 ** 33 }, entryBytes: step };
          expect(ring.set(firstNumber + step, place)).toBe(true);
          model[step] = place;
        }
      }
      expect(model.map((_, index) => ring.get(firstNumber + index))).toEqual(model);
      expect([ring.firstNumber, ring.count]).toEqual([firstNumber, model.length]);
    }),
  );
});
