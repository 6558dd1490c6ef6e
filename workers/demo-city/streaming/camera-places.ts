import type { DemoCamera } from "../city/demo-city.ts";
import type { CameraSources } from "../capture-sites.ts";
import { freeTcpPort, freeUdpPort, type DemoPorts } from "../demo-ports.ts";
import type { CameraPassword } from "../rtsp-camera/digest-challenge.ts";
import type { RtspCameraServer } from "../rtsp-camera/rtsp-camera-server.ts";
import type { EncoderTarget } from "./encoder-arguments.ts";

/** Where encoders and the capture worker meet. */
export interface CameraPlaces {
  server: RtspCameraServer;
  password: CameraPassword;
  /** The capture worker listens here; one camera each. */
  rtmp: number;
  srt: number;
}

const HOST = "127.0.0.1";
const SUB_SIZE = { width: 480, height: 270 };

export async function pushPorts(wished: DemoPorts): Promise<Pick<CameraPlaces, "rtmp" | "srt">> {
  return { rtmp: await freeTcpPort(wished.rtmp), srt: await freeUdpPort(wished.srt) };
}

/** What the capture worker is told of a camera. */
export function sourcesOf({ id, feed }: DemoCamera, places: CameraPlaces): CameraSources {
  switch (feed.kind) {
    case "rtsp": {
      const { user, password } = places.password;
      const pull = (path: string) => ({ kind: "rtsp" as const, url: places.server.url(path).replace("//", `//${user}:${password}@`) });
      return { main: pull(id), ...(feed.sub ? { sub: pull(subPath(id)) } : {}) };
    }
    case "rtmp":
      return { main: { kind: "rtmp", host: HOST, port: places.rtmp, path: `live/${id}` } };
    case "srt":
      return { main: { kind: "srt", host: HOST, port: places.srt } };
  }
}

/** What its encoder is told. */
export function targetsOf({ id, feed }: DemoCamera, { server, rtmp, srt }: CameraPlaces): EncoderTarget[] {
  const { kind, sound } = feed;
  switch (kind) {
    case "rtsp":
      return [{ kind, url: server.url(id), sound }, ...(feed.sub ? [{ kind, url: server.url(subPath(id)), size: SUB_SIZE }] : [])];
    case "rtmp":
      return [{ kind, url: `rtmp://${HOST}:${rtmp}/live/${id}`, sound }];
    case "srt":
      return [{ kind, url: `srt://${HOST}:${srt}?mode=caller`, sound }];
  }
}

/** Paths of the camera server that must send before the camera can be pulled. */
export function pathsOf({ id, feed }: DemoCamera): string[] {
  if (feed.kind !== "rtsp") return [];
  return feed.sub ? [id, subPath(id)] : [id];
}

function subPath(id: string): string {
  return `${id}-sub`;
}
