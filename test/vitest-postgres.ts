import type { TestProject } from "vitest/node";
import { startTestPostgres, type TestPostgres } from "../shared/node/database/test-database.ts";
import { testDatabaseUrl } from "./env.ts";

let postgres: TestPostgres | null = null;

/** One PostgreSQL for the whole run, before the first test file. */
export async function setup(project: TestProject): Promise<void> {
  if (!testDatabaseUrl) postgres = await startTestPostgres();
  project.provide("testPostgresUrl", testDatabaseUrl ?? postgres?.url);
}

export async function teardown(): Promise<void> {
  await postgres?.stop();
}
