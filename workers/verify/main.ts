import { systemClock } from "../../shared/time/system-clock.ts";
import { readEnvironment } from "./config/env.ts";
import { readOptions, USAGE, UsageError } from "./options.ts";
import { verify } from "./verify.ts";

/** `npm run verify -- …`: checks stored footage without server or database. Options: options.ts. */
try {
  const options = readOptions(process.argv.slice(2));
  process.exitCode = await verify(options, { environment: readEnvironment(), clock: systemClock, print: (line) => console.log(line) });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (error instanceof UsageError) console.error(`\n${USAGE}`);
  process.exitCode = 2;
}
