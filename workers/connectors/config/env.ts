/** The only reader of the environment in this process: one secret by its name; empty means absent. */
export function readSecretVariable(name: string): string | undefined {
  return process.env[name] || undefined;
}
