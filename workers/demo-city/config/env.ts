/** The only reader of the environment in the demo city. */
export function readEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}
