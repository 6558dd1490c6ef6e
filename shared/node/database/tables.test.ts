import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** TypeScript types are gone at run time, so the source is read: `interface RoomTable { id: string; … }`. */
async function declaredColumns(): Promise<Record<string, string[]>> {
  const source = await readFile(new URL("tables.ts", import.meta.url), "utf8");
  const tables = [...source.matchAll(/^ {2}(\w+): (\w+Table);$/gm)];
  return Object.fromEntries(
    tables.map(([, table = "", type = ""]) => {
      const body = new RegExp(`interface ${type} \\{([^}]*)\\}`).exec(source)?.[1] ?? "";
      return [table, [...body.matchAll(/^ {2}(\w+)\??:/gm)].map((match) => match[1] ?? "").sort()];
    }),
  );
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

test("the row types name exactly the tables and columns that the migrations make", async () => {
  const made = (await database.db.introspection.getTables()).filter((table) => !table.name.startsWith("kysely"));
  const columns = Object.fromEntries(made.map((table) => [camelCase(table.name), table.columns.map((column) => camelCase(column.name)).sort()]));
  expect(columns).toEqual(await declaredColumns());
});
