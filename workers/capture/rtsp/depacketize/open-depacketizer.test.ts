import fc from "fast-check";
import { expect, test } from "vitest";
import { DepacketizerRefused, type MediaUnit } from "./depacketizer.ts";
import { openDepacketizer, type MediaFormat } from "./open-depacketizer.ts";

const AAC = "mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3;config=1188";
const formats: MediaFormat[] = [
  { encoding: "H264", clockRate: 90000, fmtp: null },
  { encoding: "H265", clockRate: 90000, fmtp: null },
  { encoding: "MPEG4-GENERIC", clockRate: 48000, fmtp: AAC },
  { encoding: "PCMA", clockRate: 8000, fmtp: null },
];

// Headers that lead into the branches, then anything: random bytes alone would nearly all be refused at once.
const payload = fc
  .tuple(fc.constantFrom("", "7c85", "7c05", "7c45", "78", "65", "67", "06", "6201", "620193", "620153", "6001", "2601", "0010", "00100048"), fc.uint8Array({ maxLength: 40 }))
  .map(([head, rest]) => Buffer.concat([Buffer.from(head, "hex"), rest]));
const packet = fc.record({ timestamp: fc.integer({ min: 0, max: 3 }), loss: fc.constantFrom(0, 0, 0, 2), marker: fc.boolean(), payload });

test.each(formats.map((format) => [format.encoding, format] as const))("%s: no packet makes a depacketiser throw, and sizes are those of the parts", (_name, format) => {
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 30 }), (packets) => {
      const depacketizer = openDepacketizer(format);
      const check = (unit: MediaUnit): void => {
        expect(unit.parts.reduce((sum, part) => sum + part.byteLength, 0)).toBe(unit.sizeBytes);
        expect(unit.sizeBytes).toBeGreaterThan(0);
      };
      const sink = { unit: check, fault: (message: string) => expect(message).not.toBe("") };
      for (const one of packets) depacketizer.push(one, sink);
      depacketizer.flush(sink);
    }),
    { numRuns: 1000 },
  );
});

test("an Annex B stream inside FU-A is split the same wherever the fragments are cut", () => {
  const nal = Buffer.from("0033ac1514a0a03da1000004f600006338040000000168ee3cb00000016569647220736c690000636500", "hex");
  for (let first = 1; first < nal.byteLength; first += 1) {
    for (let second = first; second < nal.byteLength; second += 1) {
      const bodies = [Buffer.from([0x64, ...nal.subarray(0, first)]), nal.subarray(first, second), nal.subarray(second)];
      const depacketizer = openDepacketizer({ encoding: "h264", clockRate: 90000, fmtp: null });
      const units: string[] = [];
      for (const [index, body] of bodies.entries()) {
        const flags = [0x87, 0x07, 0x47][index] ?? 0;
        depacketizer.push(
          { timestamp: 0, loss: 0, marker: index === 2, payload: Buffer.concat([Buffer.of(0x7c, flags), body]) },
          { unit: (unit) => units.push(Buffer.concat(unit.parts).toString("hex")), fault: (message) => expect.unreachable(message) },
        );
      }
      expect(units).toEqual(["0000000c6569647220736c6900006365"]);
      expect(depacketizer.params).toMatchObject({ width: 640, height: 480 });
    }
  }
});

test("the last unit of a stream without markers comes out when the stream ends", () => {
  const depacketizer = openDepacketizer({ encoding: "h265", clockRate: 90000, fmtp: null });
  const stamps: number[] = [];
  const sink = { unit: (unit: MediaUnit) => stamps.push(unit.timestamp), fault: (message: string) => expect.unreachable(message) };
  depacketizer.push({ timestamp: 0, loss: 0, marker: false, payload: Buffer.from("260161", "hex") }, sink);
  depacketizer.push({ timestamp: 3000, loss: 0, marker: false, payload: Buffer.from("020170", "hex") }, sink);
  depacketizer.flush(sink);
  expect(stamps).toEqual([0, 3000]);
});

test.each([
  ["video with a clock other than 90 kHz", { encoding: "h264", clockRate: 8000, fmtp: null }, /90000/],
  ["a codec nobody here reads", { encoding: "jpeg", clockRate: 90000, fmtp: null }, /choose another codec/],
  ["HE-AAC", { encoding: "mpeg4-generic", clockRate: 48000, fmtp: AAC.replace("1188", "2b118800") }, /choose AAC-LC/],
] as const)("%s is refused with a sentence that says what to choose", (_what, format, sentence) => {
  expect(() => openDepacketizer(format)).toThrow(DepacketizerRefused);
  expect(() => openDepacketizer(format)).toThrow(sentence);
});
