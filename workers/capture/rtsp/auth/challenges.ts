export interface Challenge {
  /** In lower case: "digest", "basic". */
  scheme: string;
  /** Names in lower case, values unquoted; an absent one is missing. */
  params: ReadonlyMap<string, string>;
}

/** Sticky, so that one pass reads a header: name, then "=" or not, then the value. */
const SEPARATORS = /[\s,]*/y;
const TOKEN = /[^\s,="]+/y;
const EQUALS = /\s*=\s*/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"?/y;
const PLAIN = /[^,]*/y;

/**
 * All challenges of all WWW-Authenticate headers; one header may hold several
 * (RFC 9110 11.6.1). Lenient: blanks around "=", unquoted values with blanks or
 * a list, a quote that never closes.
 */
export function readChallenges(headers: readonly string[]): Challenge[] {
  return headers.flatMap(readHeader);
}

function readHeader(header: string): Challenge[] {
  const challenges: { scheme: string; params: Map<string, string> }[] = [];
  let offset = 0;
  let lastName: string | null = null;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = offset;
    const match = pattern.exec(header);
    if (match !== null) offset = pattern.lastIndex;
    return match;
  };

  for (;;) {
    take(SEPARATORS);
    if (offset >= header.length) return challenges;
    const token = take(TOKEN)?.[0];
    if (token === undefined) {
      offset += 1;
      continue;
    }
    const current = challenges.at(-1);
    if (take(EQUALS) === null) {
      // `qop=auth,auth-int` without quotes looks like a scheme: it stands before a comma or at the end.
      const isListItem = current !== undefined && lastName === "qop" && /^\s*(?:,|$)/.test(header.slice(offset));
      if (isListItem) current.params.set("qop", `${current.params.get("qop")},${token}`);
      else challenges.push({ scheme: token.toLowerCase(), params: new Map() });
      continue;
    }
    const quoted = take(QUOTED);
    const value = quoted === null ? (take(PLAIN)?.[0] ?? "").trim() : (quoted[1] ?? "").replace(/\\(.)/g, "$1");
    lastName = token.toLowerCase();
    if (current !== undefined && !current.params.has(lastName)) current.params.set(lastName, value);
  }
}
