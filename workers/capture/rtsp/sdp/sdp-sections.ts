export interface SdpSection {
  /** "video 0 RTP/AVP 96" of the m= line; null for the part before the first one. */
  mediaLine: string | null;
  /** Text after o=; null if there is none. */
  origin: string | null;
  /** a= lines in order: name in lower case, value trimmed ("" if there is none). */
  attributes: readonly (readonly [name: string, value: string])[];
}

/**
 * Cuts an SDP at its m= lines. Lenient on purpose: required lines may be
 * missing, cut short, repeated or out of order (RFC 8866 is read by no camera).
 */
export function readSdpSections(text: string): { session: SdpSection; media: SdpSection[] } {
  const session = emptySection(null);
  const media: ReturnType<typeof emptySection>[] = [];
  for (const rawLine of text.split(/\r\n|\r|\n/)) {
    const line = /^\s*([a-z])=(.*)$/i.exec(rawLine);
    if (line === null) continue;
    const [, type, value = ""] = line;
    const section = media.at(-1) ?? session;
    if (type === "m") media.push(emptySection(value.trim()));
    else if (type === "a") section.attributes.push(readAttribute(value));
    else if (type === "o") section.origin ??= value.trim();
  }
  return { session, media };
}

/** The last value wins, as in other clients; null if the attribute is absent. */
export function lastAttribute(section: SdpSection, name: string): string | null {
  return section.attributes.findLast(([other]) => other === name)?.[1] ?? null;
}

function emptySection(mediaLine: string | null): { mediaLine: string | null; origin: string | null; attributes: (readonly [string, string])[] } {
  return { mediaLine, origin: null, attributes: [] };
}

function readAttribute(text: string): readonly [string, string] {
  const colon = text.indexOf(":");
  if (colon < 0) return [text.trim().toLowerCase(), ""];
  return [text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim()];
}
