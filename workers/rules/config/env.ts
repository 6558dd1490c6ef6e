/** The only reader of the environment in this process. Empty means absent, as compose files write it. */
export function readEnvironment(): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
}
