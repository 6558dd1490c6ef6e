import type { Socket } from "node:net";
import { interleavedFrame } from "./rtsp-stream.ts";

/** A player further behind than this loses packets, as it would at a real camera with a full send buffer. */
const LARGEST_BACKLOG_BYTES = 4 * 1024 * 1024;

/** Somebody who watches: their connection, and which of their channels carries which of the encoder's. */
export interface Player {
  socket: Socket;
  channelOf: Map<number, number>;
  playing: boolean;
}

/**
 * One camera: takes packets from one encoder and hands them to all players. It
 * can be told to misbehave as real ones do: freeze, lose packets, cut the line.
 */
export class RtspCamera {
  /** Session description of the encoder; null while none is connected. */
  sdp: string | null = null;
  /** Packets that a player did not get: it was behind, or loss was asked for. */
  droppedPackets = 0;
  #players = new Set<Player>();
  #frozen = false;
  #losesPacket: (packetNumber: number) => boolean = () => false;
  #packetNumber = 0;

  addPlayer(player: Player): void {
    this.#players.add(player);
  }

  removePlayer(player: Player): void {
    this.#players.delete(player);
  }

  get playerCount(): number {
    return this.#players.size;
  }

  /** One RTP or RTCP packet from the encoder. */
  publish(channel: number, payload: Buffer): void {
    if (this.#frozen) return;
    const lost = this.#losesPacket(this.#packetNumber++);
    for (const player of this.#players) {
      const playerChannel = player.channelOf.get(channel);
      if (!player.playing || playerChannel === undefined) continue;
      if (lost || player.socket.writableLength > LARGEST_BACKLOG_BYTES) {
        this.droppedPackets++;
        continue;
      }
      player.socket.write(interleavedFrame(playerChannel, payload));
    }
  }

  /** Connections stay open but nothing comes any more, until `unfreeze`. */
  freeze(): void {
    this.#frozen = true;
  }

  unfreeze(): void {
    this.#frozen = false;
  }

  /** Packets for which the function says true never leave the camera. */
  losePackets(losesPacket: (packetNumber: number) => boolean): void {
    this.#losesPacket = losesPacket;
  }

  /** Ends all players' connections without a word. */
  cut(): void {
    for (const player of this.#players) player.socket.resetAndDestroy();
    this.#players.clear();
  }
}
