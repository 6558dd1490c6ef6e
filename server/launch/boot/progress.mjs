/** Something a person has to do: a few plain lines and no stack. */
export class BootError extends Error {
  constructor(...lines) {
    super(lines.join("\n"));
    this.name = "BootError";
    this.lines = lines;
  }
}

/** Progress goes to stderr, so that what a script prints can be piped. */
export function say(line) {
  process.stderr.write(`明鉴 ${line}\n`);
}

/** Runs one slow step: says that it began, that it still runs, and how long it took. */
export async function step(title, work) {
  const startMs = performance.now();
  const seconds = () => ((performance.now() - startMs) / 1000).toFixed(0);
  say(`${title} …`);
  const stillRuns = setInterval(() => say(`${title} … ${seconds()} s`), 10_000);
  try {
    const result = await work();
    say(`${title}: done in ${seconds()} s`);
    return result;
  } finally {
    clearInterval(stillRuns);
  }
}
