/** The only reader of the environment among the tests. */

/** A PostgreSQL that tests may fill with databases of their own; absent: the embedded one. */
export const testDatabaseUrl: string | undefined = process.env["MINGJIAN_TEST_DATABASE_URL"] || undefined;

/** Set by the strict form: a real part that is missing is then a failure and not a skip. */
export const requireRealParts: boolean = process.env["MINGJIAN_REQUIRE_REAL_PARTS"] === "1";

/** A Chromium that plays H.264; the one that Playwright brings does not. */
export const chromiumPath: string = process.env["CHROMIUM_PATH"] || "/usr/bin/chromium";
