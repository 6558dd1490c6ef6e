/** Thrown for media bytes that are not what they should be; the message says what was expected, what came, and where. */
export class MediaFormatError extends Error {
  override name = "MediaFormatError";
}

/** Runs a reader of untrusted bytes; reading past their end becomes a sentence instead of a RangeError. */
export function readingBytes<Result>(what: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new MediaFormatError(`expected a whole ${what}, but its bytes end too early: it is cut short or damaged`, { cause: error });
  }
}
