import { PayloadRefused } from "./depacketizer.ts";

/**
 * The NAL units of a STAP-A (RFC 6184 5.7.1) or an AP without DONL (RFC 7798 4.4.2), as views.
 * @throws PayloadRefused if a length runs past the packet, or a unit is shorter than its header.
 */
export function readAggregate(payload: Uint8Array, headerBytes: number, nalHeaderBytes: number): Uint8Array[] {
  const nals: Uint8Array[] = [];
  let at = headerBytes;
  while (at < payload.byteLength) {
    const length = ((payload[at] ?? 0) << 8) | (payload[at + 1] ?? 0);
    const end = at + 2 + length;
    if (at + 2 > payload.byteLength || end > payload.byteLength) {
      throw new PayloadRefused(`expected an aggregated NAL unit of ${length} bytes at ${at}, got a packet of ${payload.byteLength} bytes`);
    }
    if (length < nalHeaderBytes) throw new PayloadRefused(`expected an aggregated NAL unit of at least ${nalHeaderBytes} bytes, got ${length}`);
    nals.push(payload.subarray(at + 2, end));
    at = end;
  }
  if (nals.length === 0) throw new PayloadRefused("expected at least one NAL unit in an aggregation packet, got none");
  return nals;
}
