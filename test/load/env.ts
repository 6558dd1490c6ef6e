/** How long the kill test goes on: a few rounds by default, `INGEST_KILL_ROUNDS=20 INGEST_KILL_CAMERAS=50` for the full proof. */
export function killRounds(): { rounds: number; cameraCount: number } {
  return { rounds: positive("INGEST_KILL_ROUNDS", 3), cameraCount: positive("INGEST_KILL_CAMERAS", 20) };
}

/** @throws when the variable is set to anything but a whole number above 0 */
function positive(name: string, fallback: number): number {
  const text = process.env[name];
  if (text === undefined) return fallback;
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${name}: expected a whole number above 0, got "${text}"`);
  return Number(text);
}
