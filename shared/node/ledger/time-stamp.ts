import { createHash } from "node:crypto";
import { ContentInfo, id_signedData, SignedData } from "@peculiar/asn1-cms";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import { MessageImprint, PKIStatus, TimeStampReq, TimeStampResp, TSTInfo } from "@peculiar/asn1-tsp";
import { AlgorithmIdentifier } from "@peculiar/asn1-x509";

const SHA_256 = "2.16.840.1.101.3.4.2.1";

export class TimeStampError extends Error {
  override name = "TimeStampError";
}

export interface TimeStamp {
  /** The signed token as it came, DER; `openssl ts -verify -token_in` takes it. */
  token: Buffer;
  /** When the authority says that it saw the digest. */
  authorityTime: Date;
}

/** Asks an authority to sign that it saw these bytes now (RFC 3161, 2.4.1). */
export function timeStampRequest(content: Uint8Array, nonce: Uint8Array): Buffer {
  const request = new TimeStampReq({ version: 1, messageImprint: imprintOf(content), nonce: unsigned(nonce), certReq: true });
  return Buffer.from(AsnConvert.serialize(request));
}

/**
 * Reads an authority's answer and checks that it speaks of these bytes and of this request (RFC 3161, 2.4.2).
 * The authority's own signature is checked by whoever has its certificate, with openssl.
 * @throws TimeStampError saying what does not fit
 */
export function readTimeStampResponse(response: Uint8Array, content: Uint8Array, nonce: Uint8Array): TimeStamp {
  const { status, timeStampToken } = parsed(response, TimeStampResp, "a time-stamp response");
  if (status.status !== PKIStatus.granted && status.status !== PKIStatus.grantedWithMods) throw new TimeStampError(`the authority refused with status ${status.status}: ${status.statusString?.join(" ") ?? "no reason given"}`);
  if (timeStampToken === undefined) throw new TimeStampError("the authority granted the request but sent no token");
  const token = Buffer.from(AsnConvert.serialize(timeStampToken));
  const info = readToken(token, content);
  if (info.nonce === undefined || !Buffer.from(info.nonce).equals(Buffer.from(unsigned(nonce)))) throw new TimeStampError("the token answers another request: its nonce differs");
  return { token, authorityTime: info.genTime };
}

/** What a token says, after it was compared with the bytes it must speak of. @throws TimeStampError */
export function readToken(token: Uint8Array, content: Uint8Array): TSTInfo {
  const envelope = parsed(token, ContentInfo, "a time-stamp token");
  if (envelope.contentType !== id_signedData) throw new TimeStampError("expected signed data, got another kind of token");
  const inner = parsed(Buffer.from(envelope.content), SignedData, "signed data").encapContentInfo.eContent?.single;
  if (inner === undefined) throw new TimeStampError("the token holds no statement");
  const info = parsed(Buffer.from(inner.buffer), TSTInfo, "a time-stamp statement");
  const { hashAlgorithm, hashedMessage } = info.messageImprint;
  if (hashAlgorithm.algorithm !== SHA_256 || !sha256(content).equals(Buffer.from(hashedMessage.buffer))) throw new TimeStampError("the token speaks of other bytes");
  return info;
}

function imprintOf(content: Uint8Array): MessageImprint {
  return new MessageImprint({ hashAlgorithm: new AlgorithmIdentifier({ algorithm: SHA_256, parameters: null }), hashedMessage: new OctetString(sha256(content)) });
}

function sha256(content: Uint8Array): Buffer {
  return createHash("sha256").update(content).digest();
}

/** ASN.1 integers are signed and of no fixed length: a leading 1 keeps the number above 0 and its bytes whole. */
function unsigned(nonce: Uint8Array): ArrayBuffer {
  return new Uint8Array([0x01, ...nonce]).buffer;
}

function parsed<T>(bytes: Uint8Array, type: new () => T, what: string): T {
  try {
    return AsnConvert.parse(bytes, type);
  } catch (cause) {
    throw new TimeStampError(`expected ${what}, got bytes that are not`, { cause });
  }
}
