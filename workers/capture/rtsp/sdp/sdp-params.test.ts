import { expect, test } from "vitest";
import cases from "../../../../test/rtsp-cases/sdp.json" with { type: "json" };
import { DepacketizerRefused } from "../depacketize/depacketizer.ts";
import { openDepacketizer } from "../depacketize/open-depacketizer.ts";
import { type PresentationStream, readPresentation } from "./presentation.ts";

/** What the SDP alone tells of a stream; null when nothing, or when it cannot be used. */
function paramsOf(stream: PresentationStream): Record<string, unknown> | null {
  try {
    const { params } = openDepacketizer(stream);
    if (params?.type !== "audio") return params === null ? null : { ...params };
    return { ...params, audioSpecificConfig: params.audioSpecificConfig === null ? undefined : Buffer.from(params.audioSpecificConfig).toString("hex") };
  } catch (error) {
    if (error instanceof DepacketizerRefused) return null;
    throw error;
  }
}

test.each(cases)("SDP case $id: codec, size and sound are known from its parameters", (theCase) => {
  const presentation = readPresentation({ headers: [], body: Buffer.from(theCase.input) }, theCase.baseUrl);
  for (const [index, { params }] of theCase.expect.streams.entries()) {
    const stream = presentation.streams[index];
    if (stream === undefined) throw new Error(`stream ${index} is missing`);
    // Metadata ("message") is never recorded: it has no depacketiser.
    if (params !== null && "type" in params && params.type === "message") continue;
    if (params === null) expect(paramsOf(stream)).toBeNull();
    else expect(paramsOf(stream)).toMatchObject(params);
  }
});
