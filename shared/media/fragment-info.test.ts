import fc from "fast-check";
import { expect, test } from "vitest";
import { boxesIn } from "./box.ts";
import { decodeWithFfmpeg, ffmpegMissing, fragmentedByFfmpeg } from "../node/media/ffmpeg-fixture.ts";
import { readFragmentInfo } from "./fragment-info.ts";
import { writeFragment } from "./fragment-writer.ts";
import { readInitInfo, type InitInfo } from "./init-info.ts";
import { writeInit } from "./init-writer.ts";
import { MediaFormatError } from "./media-format-error.ts";
import { retimeFragment } from "./retime-fragment.ts";

const H264_AAC = ["-c:v", "libx264", "-profile:v", "high", "-preset", "ultrafast", "-g", "25", "-bf", "0", "-c:a", "aac", "-ac", "1"];

/** ftyp+moov and then each moof+mdat. */
function split(file: Uint8Array): { init: Uint8Array; fragments: Uint8Array[] } {
  const boxes = [...boxesIn(file)];
  const moofs = boxes.filter((box) => box.type === "moof");
  const fragments = moofs.map((moof) => file.slice(moof.start, boxes.find((box) => box.start === moof.end)?.end));
  return { init: file.slice(0, moofs[0]?.start), fragments };
}

test.skipIf(ffmpegMissing)("the init segment ffmpeg writes is read: codecs, size, tracks (ffmpeg)", () => {
  const { init } = split(fragmentedByFfmpeg(H264_AAC));
  expect(readInitInfo(init)).toMatchObject({
    codecs: expect.stringMatching(/^avc1\.[0-9A-F]{6},mp4a\.40\.2$/) as string,
    width: 320,
    height: 240,
    tracks: [
      { trackId: 1, kind: "video" },
      { trackId: 2, kind: "audio", timescale: 48000 },
    ],
  });
});

test.skipIf(ffmpegMissing)("fragments ffmpeg writes add up to the length of the file, and one in each second is a key fragment (ffmpeg)", () => {
  const { init, fragments } = split(fragmentedByFfmpeg(H264_AAC));
  const info = readInitInfo(init);
  const read = fragments.map((fragment) => readFragmentInfo(fragment, info));
  expect(read.flatMap((fragment) => fragment.tracks.filter((track) => track.trackId === 1)).reduce((sum, track) => sum + track.sampleCount, 0)).toBe(50);
  expect(read.filter((fragment) => fragment.key && fragment.tracks[0]?.trackId === 1)).toHaveLength(2);
});

test.skipIf(ffmpegMissing)("a retimed stream still decodes without complaint, also past what 32 bits hold (ffmpeg)", () => {
  const { init, fragments } = split(fragmentedByFfmpeg(H264_AAC));
  const info = readInitInfo(init);
  for (const shiftSeconds of [10, 500_000]) {
    const shifted = fragments.map((fragment) =>
      retimeFragment(fragment.slice(), (trackId, old) => old + shiftSeconds * (info.tracks.find((track) => track.trackId === trackId)?.timescale ?? 0)),
    );
    const before = readFragmentInfo(fragments[1] ?? new Uint8Array(), info).tracks[0];
    const after = readFragmentInfo(shifted[1] ?? new Uint8Array(), info).tracks[0];
    expect((after?.baseDecodeTime ?? 0) - (before?.baseDecodeTime ?? 0)).toBe(shiftSeconds * (info.tracks[0]?.timescale ?? 0));
    expect(decodeWithFfmpeg(Buffer.concat([init, ...shifted]))).toEqual({ complaints: "", frames: 50 });
  }
});

test("a 32-bit decode time that cannot hold the new time is widened, and the samples stay where they were", () => {
  const narrow = narrowFragment(Uint8Array.of(1, 2, 3));
  const wide = retimeFragment(narrow, () => 2 ** 40);
  expect(readFragmentInfo(wide, oneTrack).tracks[0]).toMatchObject({ baseDecodeTime: 2 ** 40, sampleSizes: [3] });
  const dataOffset = new DataView(wide.buffer).getInt32(8 + 16 + 8 + 20 + 20 + 16);
  expect([...wide.subarray(dataOffset)]).toEqual([1, 2, 3]);
});

test("a decode time before the origin of the stream is refused in words", () => {
  expect(() => retimeFragment(narrowFragment(Uint8Array.of(1)), () => -1)).toThrow(/begin before its stream/);
});

const oneTrack: InitInfo = {
  codecs: "avc1.64001F",
  width: 16,
  height: 16,
  tracks: [{ trackId: 1, kind: "video", timescale: 90000, codec: "avc1.64001F", defaultDurationTicks: 0, defaultSizeBytes: 0, defaultFlags: 0 }],
};

/** A fragment of our writer with its tfdt made version 0, as other muxers write it. */
function narrowFragment(payload: Uint8Array): Uint8Array {
  const sample = { durationTicks: 3000, compositionOffsetTicks: 0, key: true, parts: [payload], sizeBytes: payload.byteLength };
  const wide = writeFragment(1, [{ trackId: 1, baseDecodeTime: 7, samples: [sample] }]);
  const tfdt = 8 + 16 + 8 + 20;
  const narrow = new Uint8Array([...wide.subarray(0, tfdt + 12), 0, 0, 0, 7, ...wide.subarray(tfdt + 20)]);
  const view = new DataView(narrow.buffer);
  for (const parent of [0, 24, tfdt]) view.setUint32(parent, view.getUint32(parent) - 4);
  view.setUint32(tfdt + 8, 0);
  const trunDataOffset = tfdt + 16 + 16;
  view.setUint32(trunDataOffset, view.getUint32(trunDataOffset) - 4);
  return narrow;
}

test("damaged, cut and random bytes are refused with MediaFormatError and never hang", () => {
  const init = writeInit([{ kind: "audio", trackId: 1, timescale: 8000, sampleRate: 8000, channels: 1, audioSpecificConfig: Uint8Array.of(0x15, 0x88) }]);
  const fragment = narrowFragment(Uint8Array.of(1, 2, 3, 4));
  const reads = [(bytes: Uint8Array) => readInitInfo(bytes), (bytes: Uint8Array) => readFragmentInfo(bytes, oneTrack), (bytes: Uint8Array) => retimeFragment(bytes, (_, old) => old)];
  const damaged = fc
    .tuple(fc.constantFrom(init, fragment), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.nat())
    .map(([original, changes, cut]) => {
      const bytes = original.slice(0, cut % (original.byteLength + 1));
      for (const [at, value] of changes) if (bytes.byteLength > 0) bytes[at % bytes.byteLength] = value;
      return bytes;
    });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), damaged), (bytes) => {
      for (const read of reads) {
        try {
          read(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(MediaFormatError);
        }
      }
    }),
    { numRuns: 2000 },
  );
});
