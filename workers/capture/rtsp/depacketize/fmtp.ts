/**
 * The parameters of an a=fmtp line (text after the payload type; some cameras repeat "a=fmtp:96" in it), keys in
 * lower case as cameras spell them at will. A parameter without "=" has an empty value.
 */
export function parseFmtp(fmtp: string | null): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const part of (fmtp ?? "").replace(/^\s*a=fmtp:\d+\s/, "").split(";")) {
    const text = part.trim();
    if (text === "") continue;
    const equals = text.indexOf("=");
    const key = equals < 0 ? text : text.slice(0, equals).trim();
    parameters.set(key.toLowerCase(), equals < 0 ? "" : text.slice(equals + 1).trim());
  }
  return parameters;
}
