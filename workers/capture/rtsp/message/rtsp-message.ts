/** Header names are kept in lower case: cameras send `Cseq`, `Rtp-Info`, `Www-Authenticate` (RFC 2326 4.2). */
export type RtspHeaders = readonly (readonly [name: string, value: string])[];

export interface RtspResponse {
  kind: "response";
  status: number;
  reason: string;
  headers: RtspHeaders;
  body: Uint8Array;
}

/** A server may ask us too, while it plays (OPTIONS, ANNOUNCE, SET_PARAMETER …). */
export interface RtspRequest {
  kind: "request";
  method: string;
  uri: string;
  headers: RtspHeaders;
  body: Uint8Array;
}

export type RtspMessage = RtspResponse | RtspRequest;

/** The first header of that name; `name` in lower case. */
export function headerOf(message: { headers: RtspHeaders }, name: string): string | null {
  return message.headers.find(([other]) => other === name)?.[1] ?? null;
}

/** Every header of that name, in order; `name` in lower case. */
export function headersOf(message: { headers: RtspHeaders }, name: string): string[] {
  return message.headers.filter(([other]) => other === name).map(([, value]) => value);
}

/** CSeq of a message; null when absent or not a number. */
export function cseqOf(message: { headers: RtspHeaders }): number | null {
  const value = headerOf(message, "cseq");
  return value !== null && /^\d+$/.test(value) ? Number(value) : null;
}
