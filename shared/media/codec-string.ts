/** Codec names of RFC 6381 and ISO 14496-15 annex E, as `MediaSource.isTypeSupported` wants them. */

const hexByte = (value: number): string => value.toString(16).toUpperCase().padStart(2, "0");

/** `profile`, `constraints` and `level` are the three bytes after the NAL header of an SPS, or at 1–3 of an avcC. */
export function avcCodecString(profile: number, constraints: number, level: number): string {
  return `avc1.${hexByte(profile)}${hexByte(constraints)}${hexByte(level)}`;
}

/**
 * `general` = the 12 bytes of general profile, tier and level: profile_space(2) tier(1) profile_idc(5),
 * 32 compatibility flags, 48 constraint flags, level_idc; the same in an SPS and in an hvcC.
 */
export function hevcCodecString(general: Uint8Array): string {
  const [first = 0, c0 = 0, c1 = 0, c2 = 0, c3 = 0] = general;
  const space = ["", "A", "B", "C"][first >> 6] ?? "";
  const compatibility = reverse32(((c0 << 24) | (c1 << 16) | (c2 << 8) | c3) >>> 0);
  const tier = (first & 0x20) === 0 ? "L" : "H";
  const constraints = [...general.subarray(5, 11)];
  while (constraints.length > 1 && constraints.at(-1) === 0) constraints.pop();
  const constraintText = constraints.map((byte) => hexByte(byte)).join(".");
  return `hvc1.${space}${first & 0x1f}.${compatibility.toString(16).toUpperCase()}.${tier}${general[11] ?? 0}.${constraintText}`;
}

function reverse32(value: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 32; bit += 1) reversed = ((reversed << 1) | ((value >>> bit) & 1)) >>> 0;
  return reversed;
}

/** From the first payload bytes of a vpcC box (after version and flags). */
export function vp9CodecString(profile: number, level: number, bitDepth: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `vp09.${two(profile)}.${two(level)}.${two(bitDepth)}`;
}

/** `second` and `third` are bytes 1 and 2 of an av1C box: profile, level, tier and bit depth (AV1-ISOBMFF 2.3). */
export function av1CodecString(second: number, third: number): string {
  const tier = (third & 0x80) === 0 ? "M" : "H";
  const highBitDepth = (third & 0x40) !== 0;
  const twelveBit = (third & 0x20) !== 0;
  const bitDepth = highBitDepth ? (twelveBit ? 12 : 10) : 8;
  return `av01.${second >> 5}.${String(second & 0x1f).padStart(2, "0")}${tier}.${String(bitDepth).padStart(2, "0")}`;
}
