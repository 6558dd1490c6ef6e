import { randomBytes } from "node:crypto";
import type { Clock } from "../../../../shared/time/clock.ts";
import { readRtpInfo } from "../answers/rtp-info.ts";
import { readSetupAnswer, type SetupAnswer } from "../answers/setup-answer.ts";
import { AuthFlow } from "../auth/auth-flow.ts";
import type { Credentials } from "../auth/choose-challenge.ts";
import { headerOf, type RtspResponse } from "../message/rtsp-message.ts";
import { RtspError } from "../rtsp-error.ts";
import { type Presentation, readPresentation } from "../sdp/presentation.ts";
import { type CameraUrl, readCameraUrl } from "../url/camera-url.ts";
import { ask, type Asked, refusalOf } from "./ask.ts";
import type { ChosenStream } from "./choose-streams.ts";
import { dial } from "./dial.ts";
import { RtspConnection } from "./rtsp-connection.ts";
import type { StreamChannel } from "./stream-channel.ts";

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 305, 307, 308]);

export interface Described extends Asked {
  url: CameraUrl;
  presentation: Presentation;
  server: string | null;
}

/** Connects and asks what there is, following redirects with the same credentials. Rejects with RtspError. */
export async function describe(start: CameraUrl, credentials: Credentials | null, clock: Clock, signal: AbortSignal): Promise<Described> {
  let url = start;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const auth = new AuthFlow({
      credentials,
      basicAllowed: url.host === start.host,
      newCnonce: () => randomBytes(16).toString("hex"),
    });
    const { connection, response } = await askDescribe(url, auth, clock, signal);
    if (response.status >= 200 && response.status < 300) {
      try {
        return { connection, auth, url, presentation: readPresentation(response, url.requestUrl), server: headerOf(response, "server") };
      } catch (error) {
        connection.destroy(given(error));
        throw error;
      }
    }
    const location = headerOf(response, "location");
    const refusal = refusalOf("DESCRIBE", url.requestUrl, response);
    connection.destroy(refusal);
    if (!REDIRECTS.has(response.status) || location === null) throw refusal;
    url = readCameraUrl(location);
  }
  throw new RtspError("protocol", `expected a stream after at most ${MAX_REDIRECTS} redirects, got another one; set the camera's own address`);
}

/** Some cameras close the connection with their 401: the answer then goes out on a new one, once. */
async function askDescribe(url: CameraUrl, auth: AuthFlow, clock: Clock, signal: AbortSignal): Promise<{ connection: RtspConnection; response: RtspResponse }> {
  for (let isSecond = false; ; isSecond = true) {
    const connection = new RtspConnection(await dial(url.host, url.port, signal), clock);
    try {
      const response = await ask({ connection, auth }, "DESCRIBE", url.requestUrl, [["Accept", "application/sdp"]], { signal });
      return { connection, response };
    } catch (error) {
      connection.destroy(given(error));
      const mayRepeat = error instanceof RtspError && error.kind === "unreachable" && auth.isChallenged && !isSecond;
      if (!mayRepeat) throw error;
    }
  }
}


/** Sets up one stream; `sessionId` null for the first. Rejects with RtspError. */
export async function setUp(asked: Asked, chosen: ChosenStream, proposedChannel: number, sessionId: string | null, signal: AbortSignal): Promise<SetupAnswer & { channelId: number; rtcpChannelId: number }> {
  const { setupUrl } = chosen.description;
  const transport = `RTP/AVP/TCP;unicast;interleaved=${proposedChannel}-${proposedChannel + 1}`;
  const session = sessionId === null ? [] : [["Session", sessionId] as const];
  const response = await ask(asked, "SETUP", setupUrl, [["Transport", transport], ...session], { signal });
  if (response.status >= 300) throw refusalOf("SETUP", setupUrl, response);
  const answer = readSetupAnswer(response);
  const { channelId, rtcpChannelId } = answer;
  if (channelId === null || rtcpChannelId === null) {
    throw new RtspError("unsupported", `expected interleaved channels in the answer to SETUP, got Transport: ${headerOf(response, "transport")}; allow RTP over RTSP (TCP) on the camera`);
  }
  return { ...answer, channelId, rtcpChannelId };
}

/** Starts the media. What the answer says of sequence numbers and times is not believed, only of sources. */
export async function play(asked: Asked, presentation: Presentation, sessionId: string, channels: readonly StreamChannel[], signal: AbortSignal): Promise<void> {
  const { sessionControl, baseUrl, streams } = presentation;
  const response = await ask(asked, "PLAY", sessionControl, [["Session", sessionId], ["Range", "npt=0.000-"]], { signal });
  if (response.status >= 300) throw refusalOf("PLAY", sessionControl, response);
  const channelOf = (index: number): StreamChannel | undefined => channels.find(({ stream }) => stream.index === index);
  const infos = readRtpInfo(
    headerOf(response, "rtp-info"),
    baseUrl,
    streams.map(({ setupUrl }, index) => {
      const channel = channelOf(index);
      return channel === undefined ? null : { setupUrl, ssrc: channel.announcedSsrc };
    }),
  );
  for (const [index, info] of infos.entries()) if (info !== null && info.ssrc !== null) channelOf(index)?.announce(info.ssrc);
}

/** What went wrong, as the connection's last words. */
function given(error: unknown): RtspError {
  return error instanceof RtspError ? error : new RtspError("protocol", String(error), { cause: error });
}
