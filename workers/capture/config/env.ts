/** The only place of the capture worker that reads the environment: secrets named in the configuration file. */
export function readEnvironment(name: string): string | undefined {
  return process.env[name];
}
