import type { Credentials } from "../auth/choose-challenge.ts";
import { RtspError } from "../rtsp-error.ts";
import type { RtspCounts, RtspSession, RtspSessionOptions } from "../session-types.ts";
import { type CameraUrl, readCameraUrl } from "../url/camera-url.ts";
import { hasStaleTcpBug } from "../answers/live555.ts";
import { abortAfter } from "./abort-after.ts";
import { chooseStreams, type ChosenStream } from "./choose-streams.ts";
import { describe, type Described, play, setUp } from "./handshake.ts";
import { RunningSession } from "./running-session.ts";
import { StreamChannel } from "./stream-channel.ts";
import { tearDown } from "./teardown.ts";

const DEFAULT_START_TIMEOUT_MS = 30_000;

interface SetUpSession {
  sessionId: string;
  timeoutSec: number;
  channels: StreamChannel[];
}

/** Connects, describes, sets up and plays (session-types.ts). Rejects with RtspError; the camera's session is then ended. */
export async function openRtspSession(options: RtspSessionOptions): Promise<RtspSession> {
  const { clock } = options;
  const startTimeoutMs = options.startTimeoutMs ?? DEFAULT_START_TIMEOUT_MS;
  const startDeadlineMs = clock.monotonicMs() + startTimeoutMs;
  const limit = new AbortController();
  const onAbort = (): void => limit.abort(new RtspError("aborted", "the session was called off while it was being opened"));
  if (options.signal.aborted) onAbort();
  options.signal.addEventListener("abort", onAbort, { once: true });
  const stopTimer = abortAfter(clock, startTimeoutMs, limit, startTimedOut(startTimeoutMs));
  try {
    const url = readCameraUrl(options.url);
    const described = await describe(url, credentialsOf(url, options), clock, limit.signal);
    return await start(described, options, startDeadlineMs, limit.signal);
  } finally {
    stopTimer();
    options.signal.removeEventListener("abort", onAbort);
  }
}

async function start(described: Described, options: RtspSessionOptions, startDeadlineMs: number, signal: AbortSignal): Promise<RtspSession> {
  const counts: RtspCounts = { packets: 0, lostPackets: 0, droppedPackets: 0, garbageBytes: 0, unassignedFrames: 0, receivedBytes: 0 };
  const session: SetUpSession = { sessionId: "", timeoutSec: 60, channels: [] };
  try {
    const chosen = chooseStreams(described.presentation, options);
    described.connection.onFrame = () => {
      counts.unassignedFrames += 1;
    };
    await setUpAll(described, chosen, session, options, counts, signal);
    const streams = chosen.map(({ stream }) => ({ ...stream, wanted: session.channels.some((channel) => channel.stream === stream && stream.wanted) }));
    options.onStreams?.(streams);
    // Data may come before the PLAY answer: it is media like any other.
    routeFrames(described, session.channels, counts);
    await play(described, described.presentation, session.sessionId, session.channels, signal);
    described.connection.throwIfClosed();
    return new RunningSession({ described, ...session, streams, counts, startDeadlineMs }, options);
  } catch (error) {
    await giveUp(described, session, options);
    throw error;
  }
}

/** One after the other: ids and channels come from the answers. A stream beside the video may fail alone. */
async function setUpAll(described: Described, chosen: readonly ChosenStream[], session: SetUpSession, options: RtspSessionOptions, counts: RtspCounts, signal: AbortSignal): Promise<void> {
  const toSetUp = chosen.filter(({ isSetUp }) => isSetUp);
  for (const [order, one] of toSetUp.entries()) {
    try {
      const answer = await setUp(described, one, 2 * order, session.sessionId || null, signal);
      // Some DVRs give every stream another id: the first one is the session.
      if (session.sessionId === "") Object.assign(session, { sessionId: answer.sessionId, timeoutSec: answer.timeoutSec });
      if (session.channels.some(({ rtpChannel }) => rtpChannel === answer.channelId)) {
        throw new RtspError("protocol", `expected a channel of its own for each stream, got ${answer.channelId} twice; update the camera's firmware`);
      }
      session.channels.push(new StreamChannel(one, answer, options, counts));
    } catch (error) {
      const isNeeded = one.stream.wanted && one.stream.media === "video";
      const mayGoOn = error instanceof RtspError && (error.kind === "protocol" || error.kind === "unsupported" || error.kind === "not-found");
      if (isNeeded || !mayGoOn) throw error;
    }
  }
}

function routeFrames({ connection }: Described, channels: readonly StreamChannel[], counts: RtspCounts): void {
  const byChannel: (StreamChannel | undefined)[] = [];
  for (const channel of channels) {
    byChannel[channel.rtcpChannel] ??= channel;
    byChannel[channel.rtpChannel] = channel;
  }
  connection.setKnownChannels(new Set(channels.flatMap(({ rtpChannel, rtcpChannel }) => [rtpChannel, rtcpChannel])));
  connection.onFrame = (number, body) => {
    const channel = byChannel[number];
    if (channel === undefined) counts.unassignedFrames += 1;
    else channel.receive(body, connection.arrivedUs);
  };
}

/** A session that was begun blocks a place in the camera until it is ended. */
async function giveUp({ connection, auth, url, presentation }: Described, session: SetUpSession, { clock }: RtspSessionOptions): Promise<void> {
  if (session.sessionId === "") {
    connection.destroy(new RtspError("aborted", "the session was not set up"));
    return;
  }
  const { sessionId, timeoutSec } = session;
  const { baseUrl, tool } = presentation;
  await tearDown({ connection, auth, clock, host: url.host, port: url.port, baseUrl, sessionId, timeoutSec, staleTcpBug: hasStaleTcpBug(tool) });
}

/** Those of the options win over those in the address. */
function credentialsOf(url: CameraUrl, { username, password }: RtspSessionOptions): Credentials | null {
  const name = username ?? url.username;
  return name === null ? null : { username: name, password: password ?? url.password ?? "" };
}

function startTimedOut(startTimeoutMs: number): RtspError {
  return new RtspError("timed-out", `expected the camera to answer within ${startTimeoutMs / 1000} s, got nothing; check its load and the network`);
}
