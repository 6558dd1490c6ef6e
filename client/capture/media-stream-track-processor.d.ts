/** https://w3c.github.io/mediacapture-transform/ in Chromium; not in TypeScript's library yet. */
declare class MediaStreamTrackProcessor {
  constructor(init: { track: MediaStreamVideoTrack; maxBufferSize?: number });
  readonly readable: ReadableStream<VideoFrame>;
}
type MediaStreamVideoTrack = MediaStreamTrack;
