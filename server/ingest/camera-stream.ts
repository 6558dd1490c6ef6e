import type { KeyObject } from "node:crypto";
import type { StreamRole } from "../../shared/domain/ids.ts";
import type { FeedStream } from "../feed/footage-feed.ts";
import type { CaptureLink } from "./capture-link.ts";
import { StreamFacts } from "./stream-facts.ts";

/** Where a stream's chain stands: the last number and the head after it. */
export interface ChainTip {
  number: number;
  head: Uint8Array;
}

export interface CameraStreamIdentity extends FeedStream {
  role: StreamRole;
  epoch: string;
}

/**
 * One stream epoch as this node knows it, open or not. About 1 KB, and no
 * footage: payloads are only ever held by the batch on its way to the disk.
 */
export class CameraStream implements FeedStream {
  readonly streamId: number;
  readonly cameraId: string;
  readonly role: StreamRole;
  readonly epoch: string;
  readonly originUs: number;
  /** What the disk has. Only moved forward after a sync. */
  durable: ChainTip;
  /** What was admitted; ahead of `durable` by the batches in flight, and put back to it when the disk refuses one. */
  tip: ChainTip;
  /** Live viewers have seen up to here: a record taken again after a refusal is not shown twice. */
  publishedNumber: number;
  /** The key that signature records must be made with; null = they are kept unchecked. */
  deviceKey: KeyObject | null = null;
  /** The connection that holds the stream now. */
  link: CaptureLink | null = null;
  readonly facts: StreamFacts;

  constructor(identity: CameraStreamIdentity, durable: ChainTip, facts: StreamFacts = new StreamFacts()) {
    this.streamId = identity.streamId;
    this.cameraId = identity.cameraId;
    this.role = identity.role;
    this.epoch = identity.epoch;
    this.originUs = identity.originUs;
    this.durable = durable;
    this.tip = durable;
    this.publishedNumber = durable.number;
    this.facts = facts;
  }

  /** The disk did not take what was admitted: capture will send it again. */
  rollBack(): void {
    this.tip = this.durable;
  }
}
