import { writeFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../repository/repository-files.ts";
import { rulesTable, TABLE_PATH } from "./rules-table.ts";

writeFileSync(path.join(ROOT, TABLE_PATH), rulesTable());
process.stdout.write(`${TABLE_PATH} written\n`);
