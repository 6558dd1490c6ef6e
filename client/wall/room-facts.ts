import type { WallCamera, WallRoom } from "./wall-types.ts";
import type { Snapshot } from "./apply-delta.ts";

export type RoomState = WallRoom["state"];

/** Worst first: what is wrong is at the top of every list. */
const RANK: Readonly<Record<RoomState, number>> = { lost: 0, late: 1, live: 2, idle: 3 };

export function roomsByUrgency(rooms: readonly WallRoom[]): WallRoom[] {
  return rooms.toSorted((a, b) => RANK[a.state] - RANK[b.state] || a.id.localeCompare(b.id));
}

export function countRooms(rooms: readonly WallRoom[]): Record<RoomState, number> {
  const counts: Record<RoomState, number> = { live: 0, late: 0, lost: 0, idle: 0 };
  for (const room of rooms) counts[room.state] += 1;
  return counts;
}

export function isUp(camera: WallCamera): boolean {
  return camera.streams.some((stream) => stream.state === "live");
}

/** UTC µs of the newest sample of any of the room's streams; null = never. */
export function lastFrameUs(room: WallRoom): number | null {
  const times = room.cameras.flatMap((camera) => camera.streams.map((stream) => stream.lastFrameUs ?? 0));
  const newest = Math.max(0, ...times);
  return newest === 0 ? null : newest;
}

export interface CameraInRoom {
  camera: WallCamera;
  room: WallRoom;
}

/** Exceptions first, then by room, so that a page of tiles begins with what is wrong. */
export function camerasByUrgency(rooms: readonly WallRoom[]): CameraInRoom[] {
  const all = rooms.toSorted((a, b) => a.id.localeCompare(b.id)).flatMap((room) => room.cameras.map((camera) => ({ camera, room })));
  const wrong = (entry: CameraInRoom): boolean => entry.room.state !== "idle" && !isUp(entry.camera);
  return [...all.filter(wrong), ...all.filter((entry) => !wrong(entry))];
}

export function cameraNames(snapshot: Snapshot): Map<string, CameraInRoom> {
  return new Map(snapshot.rooms.flatMap((room) => room.cameras.map((camera) => [camera.id, { camera, room }])));
}
