/** Name and value as sent: spelling matters to some cameras (one refuses `Cseq`). */
export type SentHeader = readonly [name: string, value: string];

/** One request without body; `uri` goes out byte for byte (RFC 2326 6). */
export function encodeRequest(method: string, uri: string, headers: readonly SentHeader[]): string {
  return encode(`${method} ${uri} RTSP/1.0`, headers);
}

/** One response without body (RFC 2326 7). */
export function encodeResponse(status: number, reason: string, headers: readonly SentHeader[]): string {
  return encode(`RTSP/1.0 ${status} ${reason}`, headers);
}

function encode(startLine: string, headers: readonly SentHeader[]): string {
  return `${[startLine, ...headers.map(([name, value]) => `${name}: ${value}`)].map(oneLine).join("\r\n")}\r\n\r\n`;
}

/** Addresses and realms come from the camera: none of them may open a new line. */
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, " ");
}
