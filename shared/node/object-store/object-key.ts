import { ObjectStoreError } from "./object-store.ts";

const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;
const MAX_KEY_CHARS = 512;

/**
 * Keys are slash-separated names that mean the same as an S3 key, a path on a
 * disk and a word on paper: ASCII letters, digits, dot, hyphen, underscore.
 * @throws ObjectStoreError with a sentence
 */
export function checkObjectKey(key: string): void {
  if (key.length <= MAX_KEY_CHARS && KEY.test(key)) return;
  throw new ObjectStoreError(
    `expected an object key of letters, digits, ".", "-", "_" in names joined by "/", at most ${MAX_KEY_CHARS} characters, got ${JSON.stringify(key.slice(0, 80))}: choose another key`,
  );
}
