import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import type { Environment } from "./env.ts";

const MASK = "(masked)";

/** A value that prints as "(masked)" however it is logged or serialised; `reveal()` is the one way out. */
export class Secret {
  #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return MASK;
  }
  toJSON(): string {
    return MASK;
  }
  [inspect.custom](): string {
    return MASK;
  }
}

/** Takes `NAME`, or the contents of the file that `NAME_FILE` names (as container platforms hand secrets over). */
export function readSecret(env: Environment, name: string, mistakes: string[]): Secret | null {
  const direct = env[name];
  const file = env[`${name}_FILE`];
  if (direct !== undefined && file !== undefined) mistakes.push(`${name}: expected it either directly or by ${name}_FILE, got both; remove one`);
  if (direct !== undefined) return new Secret(direct);
  if (file === undefined) return null;
  try {
    return new Secret(readFileSync(file, "utf8").trim());
  } catch (cause) {
    mistakes.push(`${name}_FILE: expected a readable file, got ${file} (${(cause as Error).message})`);
    return null;
  }
}
