/** The query with some of its words changed; an empty value removes the word. */
export function withQuery(query: string, changes: Readonly<Record<string, string | null>>): string {
  const words = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") words.delete(name);
    else words.set(name, value);
  }
  // A comma needs no escape in a query, and people read these addresses.
  const text = words.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
  return text === "" ? "" : `?${text}`;
}

/** The address of another page within the same scope: an area or an evaluator once chosen stays chosen. */
export function keepScope(path: string, query: string): string {
  const words = new URLSearchParams(query);
  return `${path}${withQuery("", { area: words.get("area"), orgId: words.get("orgId") })}`;
}
