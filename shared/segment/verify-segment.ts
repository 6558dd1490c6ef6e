import { genesisBytes, linkBytes } from "../chain/chain.ts";
import { HeadSignature } from "../protocol/ingest.ts";
import { fromBase64, fromBase64Url, fromHex, toHex } from "./byte-text.ts";
import { decodeManifestBox, ManifestFormatError, signedText } from "./manifest-box.ts";
import { headerOf, isLost, type SegmentManifest, type SegmentRecord } from "./segment-manifest.ts";

/** The primitives a verifier needs, from node:crypto or WebCrypto. */
export interface VerifyTools {
  sha256(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** Ed25519 (RFC 8032). */
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>;
}

export interface KnownKeys {
  /** Raw 32-byte public keys of the centre, by key id. */
  archive: ReadonlyMap<string, Uint8Array>;
  /** Raw public keys of capture devices, by camera. */
  device: ReadonlyMap<string, Uint8Array>;
}

export type SegmentProblem =
  | { kind: "not-a-segment"; detail: string }
  | { kind: "unknown-key"; keyId: string }
  | { kind: "manifest-changed" }
  | { kind: "init-changed"; recordNumber: number }
  | { kind: "fragment-changed"; number: number; startUs: number }
  | { kind: "layout-changed"; detail: string }
  | { kind: "chain-broken"; number: number; startUs: number }
  | { kind: "device-signature-wrong"; number: number; startUs: number };

export interface SegmentReport {
  /** null where not even the manifest could be read */
  manifest: SegmentManifest | null;
  /** In the order of the object's records; empty = every byte is as it was signed. */
  problems: SegmentProblem[];
  /** Device signatures found but not checked, because the device's key was not given. */
  uncheckedDeviceSignatures: number;
  /** Records that the manifest itself says were lost before archiving. */
  lost: { number: number; startUs: number }[];
}

/** Checks every byte of one archive object: layout, hashes, chain and signatures. */
export async function verifySegment(bytes: Uint8Array, keys: KnownKeys, tools: VerifyTools): Promise<SegmentReport> {
  let manifest: SegmentManifest;
  let footageEnd: number;
  try {
    const decoded = decodeManifestBox(bytes);
    manifest = decoded.manifest;
    footageEnd = bytes.byteLength - decoded.boxBytes;
  } catch (error) {
    if (!(error instanceof ManifestFormatError)) throw error;
    return { manifest: null, problems: [{ kind: "not-a-segment", detail: error.message }], uncheckedDeviceSignatures: 0, lost: [] };
  }
  const signature = await checkSignature(manifest, keys, tools);
  const footage = bytes.subarray(0, footageEnd);
  const layout = checkLayout(manifest, footageEnd);
  const contents = await checkContents(manifest, footage, tools);
  const chain = await checkChain(manifest, keys, tools);
  const lost = manifest.records.filter(isLost).map(({ number, startUs }) => ({ number, startUs }));
  return { manifest, problems: [...signature, ...layout, ...contents, ...chain.problems], uncheckedDeviceSignatures: chain.unchecked, lost };
}

/** The first problem that names a fragment, for "which one was changed?". */
export function firstNamedFragment(problems: readonly SegmentProblem[]): { number: number; startUs: number } | null {
  for (const problem of problems) if ("startUs" in problem) return problem;
  return null;
}

async function checkSignature(manifest: SegmentManifest, keys: KnownKeys, tools: VerifyTools): Promise<SegmentProblem[]> {
  const publicKey = keys.archive.get(manifest.keyId);
  if (publicKey === undefined) return [{ kind: "unknown-key", keyId: manifest.keyId }];
  const message = new TextEncoder().encode(signedText(manifest));
  const signature = fromBase64Url(manifest.signature);
  const holds = signature !== null && (await tools.verify(publicKey, message, signature));
  return holds ? [] : [{ kind: "manifest-changed" }];
}

/** Init, then fragments without a byte between them, then the manifest; numbers without a hole. */
function checkLayout(manifest: SegmentManifest, footageEnd: number): SegmentProblem[] {
  let offset = manifest.init?.bytes ?? 0;
  let number = manifest.firstNumber;
  for (const record of manifest.records) {
    if (record.number !== number) return [{ kind: "layout-changed", detail: `expected record ${number}, got ${record.number}` }];
    number += 1;
    if (isLost(record)) continue;
    const expected = record.kind === "init" ? 0 : record.kind === "media" ? offset : null;
    if (record.offset !== expected) return [{ kind: "layout-changed", detail: `expected record ${record.number} at ${String(expected)}, got ${String(record.offset)}` }];
    if (record.kind === "media") offset += record.bytes;
  }
  if (number - 1 !== manifest.lastNumber) return [{ kind: "layout-changed", detail: `expected records up to ${manifest.lastNumber}, got ${number - 1}` }];
  if (offset === footageEnd) return [];
  return [{ kind: "layout-changed", detail: `expected ${offset} bytes of footage, got ${footageEnd}` }];
}

async function checkContents(manifest: SegmentManifest, footage: Uint8Array, tools: VerifyTools): Promise<SegmentProblem[]> {
  const problems: SegmentProblem[] = [];
  const { init } = manifest;
  const initHash = init === null ? null : toHex(await tools.sha256(footage.subarray(0, init.bytes)));
  if (init !== null && initHash !== init.sha256) problems.push({ kind: "init-changed", recordNumber: init.recordNumber });
  for (const record of manifest.records) {
    if (isLost(record)) continue;
    const hash = record.kind === "init" ? initHash : toHex(await tools.sha256(payloadOf(record, footage)));
    if (hash !== record.sha256) problems.push({ kind: "fragment-changed", number: record.number, startUs: record.startUs });
  }
  return problems;
}

async function checkChain(manifest: SegmentManifest, keys: KnownKeys, tools: VerifyTools): Promise<{ problems: SegmentProblem[]; unchecked: number }> {
  const problems: SegmentProblem[] = [];
  let unchecked = 0;
  let head: Uint8Array = manifest.firstNumber === 1 ? await tools.sha256(genesisBytes(manifest)) : fromHex(manifest.previousHead);
  const [first] = manifest.records;
  if (first !== undefined && toHex(head) !== manifest.previousHead) problems.push({ kind: "chain-broken", number: first.number, startUs: first.startUs });
  for (const record of manifest.records) {
    if (record.kind === "signature" && !isLost(record)) {
      const holds = await deviceSignatureHolds(record, head, keys.device.get(manifest.cameraId), tools);
      if (holds === null) unchecked += 1;
      if (holds === false) problems.push({ kind: "device-signature-wrong", number: record.number, startUs: record.startUs });
    }
    head = await tools.sha256(linkBytes(head, headerOf(record), fromHex(record.sha256)));
  }
  const last = manifest.records.at(-1);
  if (last !== undefined && toHex(head) !== manifest.head) problems.push({ kind: "chain-broken", number: last.number, startUs: last.startUs });
  return { problems, unchecked };
}

/** null = the device's key is not known here. */
async function deviceSignatureHolds(record: SegmentRecord, head: Uint8Array, publicKey: Uint8Array | undefined, tools: VerifyTools): Promise<boolean | null> {
  const text = new TextDecoder().decode(payloadOf(record, new Uint8Array(0)));
  const parsed = HeadSignature.safeParse(jsonOrNull(text));
  if (!parsed.success || parsed.data.head !== toHex(head)) return false;
  if (publicKey === undefined) return null;
  const signature = fromBase64Url(parsed.data.signature);
  return signature !== null && (await tools.verify(publicKey, head, signature));
}

function payloadOf(record: SegmentRecord, footage: Uint8Array): Uint8Array {
  if (record.payload === null) return footage.subarray(record.offset ?? 0, (record.offset ?? 0) + record.bytes);
  return fromBase64(record.payload);
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
