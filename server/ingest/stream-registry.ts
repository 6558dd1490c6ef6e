import type { Kysely } from "kysely";
import { genesisHead } from "../../shared/node/chain/advance-chain.ts";
import { DatabaseUnavailable } from "../../shared/node/database/database-unavailable.ts";
import type { Database } from "../../shared/node/database/tables.ts";
import type { Log } from "../../shared/node/log/log.ts";
import type { OpenReply, OpenRequest, Refused } from "../../shared/protocol/ingest.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { FootageFeed } from "../feed/footage-feed.ts";
import { CameraStream } from "./camera-stream.ts";
import type { CaptureLink } from "./capture-link.ts";
import { chooseDeviceKey } from "./device-key.ts";
import { KeyedTurns } from "./keyed-turns.ts";
import { claimStream, findCameraKeys, renewLeases, type Claim, type LeaseHolder } from "./open-queries.ts";
import { isPushToken } from "./push-token.ts";
import { refuse, unavailable, wrongToken } from "./refusal.ts";
import { StreamFacts } from "./stream-facts.ts";

export interface StreamRegistryParts {
  database: Kysely<Database>;
  feed: FootageFeed;
  clock: Clock;
  log: Log;
  holder: LeaseHolder;
  aliveProbeMs: number;
  maxStreamsPerConnection: number;
}

/** Every stream this node knows, who holds it, and how one is opened and given up. */
export class StreamRegistry {
  #parts: StreamRegistryParts;
  #streams = new Map<number, CameraStream>();
  #turns = new KeyedTurns();

  constructor(parts: StreamRegistryParts) {
    this.#parts = parts;
  }

  /** A stream found in the spool at start. */
  adopt(stream: CameraStream): void {
    this.#streams.set(stream.streamId, stream);
  }

  all(): IterableIterator<CameraStream> {
    return this.#streams.values();
  }

  find(streamId: number): CameraStream | undefined {
    return this.#streams.get(streamId);
  }

  openCount(): number {
    let count = 0;
    for (const stream of this.#streams.values()) if (stream.link !== null) count += 1;
    return count;
  }

  /** Opens of one camera wait for each other, so that two connections cannot both be given it. Never rejects. */
  open(request: OpenRequest, link: CaptureLink): Promise<OpenReply> {
    return this.#turns.run(request.cameraId, () => this.#open(request, link)).catch((error: unknown) => {
      const level = error instanceof DatabaseUnavailable ? "warn" : "error";
      this.#parts.log[level]({ err: error, cameraId: request.cameraId }, "a stream could not be opened");
      return unavailable(error instanceof DatabaseUnavailable ? "the database does not answer" : "opening failed, see the server's log");
    });
  }

  async #open(request: OpenRequest, link: CaptureLink): Promise<OpenReply> {
    const { database, holder, maxStreamsPerConnection } = this.#parts;
    const camera = await findCameraKeys(database, request.cameraId);
    if (!isPushToken(request.token, camera?.tokenHash ?? null)) return wrongToken();
    const deviceKey = chooseDeviceKey(camera?.devicePublicKey ?? null, request.devicePublicKey);
    if (deviceKey !== null && "ok" in deviceKey) return deviceKey;
    if (link.streams.size >= maxStreamsPerConnection) {
      return refuse("bad-request", `expected at most ${maxStreamsPerConnection} streams on one connection: use another connection for the rest`);
    }
    const busy = await this.#freeFromOthers(request, link);
    if (busy !== null) return busy;
    const claim = await claimStream(database, request, holder);
    if (!claim.owned) return ownedElsewhere(claim.ownerUrl);
    if (claim.originUs !== request.originUs) {
      return refuse("bad-request", `expected originUs ${claim.originUs} for this epoch, got ${request.originUs}: an epoch keeps its origin, make a new epoch`);
    }
    if (!link.connected) return unavailable("the connection ended meanwhile");
    const stream = this.#know(request, claim);
    stream.deviceKey = deviceKey;
    return this.#give(stream, link);
  }

  /** Null once no other living connection holds the camera's stream of this role, whatever its epoch. */
  async #freeFromOthers(request: OpenRequest, link: CaptureLink): Promise<Refused | null> {
    for (const stream of this.#streams.values()) {
      const other = stream.link;
      if (other === null || other === link || stream.cameraId !== request.cameraId || stream.role !== request.role) continue;
      if (await other.answersWithin(this.#parts.clock.sleep(this.#parts.aliveProbeMs))) {
        return refuse("already-open", `expected one connection for camera ${request.cameraId} (${request.role}), got a second one: "${other.peer.siteName}" sends it and answers; stop one of the two`);
      }
      other.takeAway(stream, "already-open", "this connection did not answer, and another one took the stream over");
      this.release(stream, "silent, and another connection took the stream over");
    }
    return null;
  }

  #know(request: OpenRequest, claim: Claim & { owned: true }): CameraStream {
    const { streamId, originUs, archived } = claim;
    const known = this.#streams.get(streamId);
    const tip = archived ?? { number: 0, head: genesisHead(request) };
    if (known !== undefined) {
      // Another node had the stream in between and its records are archived: go on from there.
      if (tip.number > known.durable.number && known.tip === known.durable) [known.durable, known.tip] = [tip, tip];
      return known;
    }
    const { cameraId, role, epoch } = request;
    const stream = new CameraStream({ streamId, cameraId, role, epoch, originUs }, tip, new StreamFacts({ lastNumber: tip.number }));
    this.#streams.set(streamId, stream);
    if (claim.lastNumber > tip.number) {
      this.#parts.log.error({ cameraId, role, epoch, expected: claim.lastNumber, got: tip.number }, "records once acknowledged are neither in this node's spool nor in the archive: another node has them, or they are lost");
    }
    return stream;
  }

  #give(stream: CameraStream, link: CaptureLink): OpenReply {
    const reply = link.opened(stream);
    if (!reply.ok || stream.link === link) return reply;
    stream.link = link;
    stream.facts.takeLink(true, this.#parts.clock.nowUs(), `opened by ${link.peer.siteName} (${link.peer.agent})`);
    this.#parts.feed.publishLink(stream, true);
    return reply;
  }

  /** The stream has no connection any more. */
  release(stream: CameraStream, reason: string): void {
    if (stream.link === null) return;
    stream.link = null;
    stream.facts.takeLink(false, this.#parts.clock.nowUs(), reason);
    this.#parts.feed.publishLink(stream, false);
  }

  /** Renews the leases of open streams; those that another node took meanwhile are given up. */
  async renewLeases(): Promise<void> {
    const open = [...this.#streams.values()].filter((stream) => stream.link !== null);
    if (open.length === 0) return;
    const ours = await renewLeases(this.#parts.database, open.map((stream) => stream.streamId), this.#parts.holder);
    for (const stream of open) {
      if (ours.has(stream.streamId)) continue;
      stream.link?.takeAway(stream, "owned-elsewhere", "another ingest node owns this camera now: open the stream again to be told where");
      this.release(stream, "another ingest node took the camera over");
    }
  }
}

function ownedElsewhere(ownerUrl: string | null): Refused {
  const where = ownerUrl === null ? "" : ` at ${ownerUrl}`;
  return refuse("owned-elsewhere", `expected the ingest node that owns this camera${where}, got another: reconnect there, or wait until its lease ends`, ownerUrl === null ? {} : { ownerUrl });
}
