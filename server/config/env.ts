/** The only reader of the environment in the server. Empty means absent, as compose files write it. */
export type Environment = Readonly<Record<string, string | undefined>>;

export function readEnvironment(): Environment {
  return Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
}
