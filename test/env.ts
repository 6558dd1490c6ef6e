/** The only reader of the environment among the tests. */

/** A PostgreSQL that tests may fill with databases of their own; absent: the embedded one. */
export const testDatabaseUrl: string | undefined = process.env["MINGJIAN_TEST_DATABASE_URL"] || undefined;

/** Set by the strict form: a real part that is missing is then a failure and not a skip. */
export const requireRealParts: boolean = process.env["MINGJIAN_REQUIRE_REAL_PARTS"] === "1";

/** A Chromium that plays H.264; the one that Playwright brings does not. */
export const chromiumPath: string = process.env["CHROMIUM_PATH"] || "/usr/bin/chromium";

/** The kill -9 test: a few rounds, unless the full proof is asked for with 20 and 50. */
export const killRounds: number = positive("INGEST_KILL_ROUNDS", 3);
export const killCameras: number = positive("INGEST_KILL_CAMERAS", 20);

/** @throws when the variable is set to anything but a whole number above 0 */
function positive(name: string, fallback: number): number {
  const text = process.env[name] ?? String(fallback);
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${name}: expected a whole number above 0, got "${text}"`);
  return Number(text);
}
