/**
 * The server's clock as seen from this page. Of the last exchanges the one
 * with the shortest way is believed: a delayed answer says little (as in NTP).
 */
export class ServerClock {
  #samples: { roundTripMs: number; offsetUs: number }[] = [];

  /** @param sentUs page clock before asking @param serverUs the answer @param receivedUs page clock after it */
  note(sentUs: number, serverUs: number, receivedUs: number): void {
    const roundTripMs = (receivedUs - sentUs) / 1000;
    const offsetUs = serverUs - (sentUs + receivedUs) / 2;
    this.#samples = [...this.#samples, { roundTripMs, offsetUs }].slice(-12);
  }

  /** Server minus page, µs; 0 until known. */
  get offsetUs(): number {
    return this.#best()?.offsetUs ?? 0;
  }

  /** null until the first exchange: a latency cannot be stated before. */
  get roundTripMs(): number | null {
    return this.#best()?.roundTripMs ?? null;
  }

  #best(): { roundTripMs: number; offsetUs: number } | undefined {
    return this.#samples.toSorted((a, b) => a.roundTripMs - b.roundTripMs)[0];
  }
}
