import { existsSync, readdirSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import path from "node:path";
import { judge, type Bench } from "./bench.ts";

// `npm run bench -- NAME`: measures, prints a table for people and one JSON line for programs.

const suffix = "-bench.ts";
const names = readdirSync(import.meta.dirname).filter((file) => file.endsWith(suffix)).map((file) => file.slice(0, -suffix.length));
const [name = ""] = process.argv.slice(2);
const file = path.join(import.meta.dirname, `${name}${suffix}`);
if (!names.includes(name) || !existsSync(file)) {
  console.error(`expected the name of a bench, got "${name}"; there are: ${names.join(", ") || "none yet"}`);
  process.exit(2);
}

const { bench } = (await import(file)) as { bench: Bench };
console.log(`${name}: ${bench.title}`);
const figures = await bench.measure((line) => console.log(`  ${line}`));
const judged = judge(figures, bench.goals);
console.log(`\n${"figure".padEnd(28)}${"value".padStart(12)}   goal`);
for (const { figure, value, goal, held } of judged) {
  const shown = value === null ? "—" : String(Number(value.toPrecision(4)));
  console.log(`${figure.padEnd(28)}${shown.padStart(12)}   ${goal ?? ""}${held === null ? "" : held ? "  held" : "  NOT HELD"}`);
}
const held = judged.every((each) => each.held !== false);
const machine = `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;
console.log(JSON.stringify({ bench: name, held, figures, goals: bench.goals, machine }));
process.exit(held ? 0 : 1);
