/** Thrown where text does not end with a line end: it was cut, or its last byte altered. */
export class UnfinishedLineError extends Error {
  override name = "UnfinishedLineError";
}

/**
 * Lines of a stream of UTF-8 text, without their ends. Only "\n" ends a line: a
 * reader that forgave "\r\n" would let an altered file pass.
 * @throws UnfinishedLineError at the end of the last line if it has no end
 */
export async function* wholeLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  // fatal: a byte that is not UTF-8 must not become a replacement character and go unseen
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest + decoder.decode() !== "") throw new UnfinishedLineError("expected a line end as the last byte, got none: the file was cut or its end altered");
}
