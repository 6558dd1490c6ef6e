import type { SetupAnswer } from "../answers/setup-answer.ts";
import { encodeReceiverReport, type ReportBlock } from "../rtp/receiver-report.ts";
import { readRtcp, type SenderReport } from "../rtp/rtcp.ts";
import { looksLikeRtcp } from "../rtp/rtp-header.ts";
import { StreamReceiver } from "../rtp/stream-receiver.ts";
import { TimestampGuard } from "../rtp/timestamp-guard.ts";
import type { RtspCounts, RtspPacket, RtspSessionOptions, RtspStream } from "../session-types.ts";
import type { ChosenStream } from "./choose-streams.ts";

const NO_BYTES = new Uint8Array(0);

/** One stream that was set up: what comes on its two channels, and what we report back. */
export class StreamChannel {
  readonly stream: RtspStream;
  readonly setupUrl: string;
  readonly rtpChannel: number;
  readonly rtcpChannel: number;
  readonly announcedSsrc: number | null;
  deliveredPackets = 0;
  hasSaidBye = false;
  readonly #sinks: Pick<RtspSessionOptions, "onPacket" | "onSenderReport">;
  readonly #counts: RtspCounts;
  readonly #receiver: StreamReceiver;
  readonly #guard: TimestampGuard;
  readonly #packet: RtspPacket = { timestamp: 0, loss: 0, marker: false, payload: NO_BYTES, arrivedUs: 0, discontinuity: false };
  /** Came before the first packet: it is placed as soon as there is a timeline. */
  #waitingReport: SenderReport | null = null;
  #lastReport: { ntpMiddle: number; arrivedUs: number } | null = null;
  #reported = { receivedPackets: 0, lostPackets: 0 };

  constructor({ stream, description }: ChosenStream, answer: SetupAnswer & { channelId: number; rtcpChannelId: number }, sinks: Pick<RtspSessionOptions, "onPacket" | "onSenderReport">, counts: RtspCounts) {
    this.stream = stream;
    this.setupUrl = description.setupUrl;
    this.rtpChannel = answer.channelId;
    this.rtcpChannel = answer.rtcpChannelId;
    this.announcedSsrc = answer.ssrc;
    this.#sinks = sinks;
    this.#counts = counts;
    this.#guard = new TimestampGuard(stream.clockRate);
    this.#receiver = new StreamReceiver({
      clockRate: stream.clockRate,
      payloadTypes: description.payloadTypes,
      announcedSsrc: answer.ssrc,
      initialSeq: null,
      initialRtptime: null,
    });
  }

  announce(ssrc: number): void {
    this.#receiver.announce(ssrc);
  }

  /** A frame on either channel: cameras mix them up. Of a stream nobody wants only the life sign counts. */
  receive(body: Buffer, arrivedUs: number): void {
    if (body.length === 0) return;
    if (looksLikeRtcp(body)) this.#receiveRtcp(body, arrivedUs);
    else if (this.stream.wanted) this.#receiveRtp(body, arrivedUs);
  }

  #receiveRtp(body: Buffer, arrivedUs: number): void {
    const receiver = this.#receiver;
    if (!receiver.accept(body)) {
      this.#counts.droppedPackets += 1;
      return;
    }
    this.deliveredPackets += 1;
    this.hasSaidBye = false;
    this.#counts.packets += 1;
    this.#counts.lostPackets += receiver.loss;

    const packet = this.#packet;
    const guard = this.#guard;
    packet.timestamp = receiver.restarted ? guard.restart(receiver.elapsed, arrivedUs) : guard.place(receiver.elapsed, arrivedUs);
    packet.discontinuity = guard.joined;
    packet.loss = receiver.loss;
    packet.marker = receiver.header.mark;
    packet.payload = body.subarray(receiver.header.payloadStart, receiver.header.payloadEnd);
    packet.arrivedUs = arrivedUs;
    this.#sinks.onPacket(this.stream.index, packet);
    if (this.#waitingReport !== null) this.#deliverReport(this.#waitingReport, arrivedUs);
  }

  /** Broken RTCP is passed over. */
  #receiveRtcp(body: Buffer, arrivedUs: number): void {
    const content = readRtcp(body);
    if (content === null) {
      this.#counts.droppedPackets += 1;
      return;
    }
    for (const report of content.senderReports) {
      if (this.deliveredPackets === 0) this.#waitingReport = report;
      else this.#deliverReport(report, arrivedUs);
    }
    if (this.#receiver.ssrc !== null && content.byes.includes(this.#receiver.ssrc)) this.hasSaidBye = true;
  }

  /** Reports of another source than the packets' (Tapo C320WS) are left out. */
  #deliverReport(report: SenderReport, arrivedUs: number): void {
    this.#waitingReport = null;
    const elapsed = this.#receiver.placeReport(report.ssrc, report.rtpTimestamp);
    if (elapsed === null) return;
    this.#lastReport = { ntpMiddle: report.ntpMiddle, arrivedUs };
    this.#sinks.onSenderReport?.(this.stream.index, { wallclockUs: report.wallclockUs, rtpTicks: this.#guard.placeReport(elapsed), arrivedUs });
  }

  /** Our receiver report about what came since the last one. */
  composeReport(ourSsrc: number, nowUs: number): Buffer {
    const { ssrc, receivedPackets, lostPackets, extendedHighestSeq } = this.#receiver;
    if (ssrc === null) return encodeReceiverReport(ourSsrc, null);
    const lost = lostPackets - this.#reported.lostPackets;
    const expected = lost + receivedPackets - this.#reported.receivedPackets;
    this.#reported = { receivedPackets, lostPackets };
    const block: ReportBlock = {
      ssrc,
      lostFraction: expected === 0 ? 0 : lost / expected,
      lostPackets,
      extendedHighestSeq,
      lastReport: this.#lastReport?.ntpMiddle ?? 0,
      sinceLastReportMs: this.#lastReport === null ? 0 : Math.max(0, (nowUs - this.#lastReport.arrivedUs) / 1000),
    };
    return encodeReceiverReport(ourSsrc, block);
  }
}
