import { expect, test } from "vitest";
import { importsOf, isTest, sourceFiles, type Import, type SourceFile } from "./repository-files.ts";

// Layout rules 1–5 of README.md, "How the code is laid out".

const files = sourceFiles();
const shipped = files.filter((file) => !isTest(file));
const imports = files.flatMap(importsOf);
const shippedPaths = new Set(shipped.map((file) => file.path));

/** Folders of the server that serve every stage; all others are stages. */
const SERVER_SUPPORT = new Set(["access", "audit", "config", "errors", "feed", "health", "http", "metrics", "sockets"]);

const partOf = (file: string) => file.split("/")[0] ?? "";
const folderOf = (file: string) => (file.split("/").length > 2 ? (file.split("/")[1] ?? "") : "");
const describe = (list: readonly Import[]) => list.map(({ from, to }) => `${from} → ${to}`);

test("a stage imports its own folder, its process's support folders and shared, never another stage", () => {
  const crossing = imports.filter(({ from, to }) => {
    const [own, other] = [folderOf(from), folderOf(to)];
    if (partOf(from) !== partOf(to) || own === other || own === "" || !shippedPaths.has(from)) return false;
    if (partOf(from) === "workers") return true;
    return partOf(from) === "server" && !SERVER_SUPPORT.has(other);
  });
  expect(describe(crossing)).toEqual([]);
});

test("server, workers and client never import one another, and nothing imports code of test", () => {
  const wrong = imports.filter(({ from, to }) => {
    const [own, other] = [partOf(from), partOf(to)];
    if (own === "test" || !from.includes("/")) return false;
    if (other === "test") return !to.endsWith(".json");
    return ["server", "workers", "client"].includes(other) && own !== other;
  });
  expect(describe(wrong)).toEqual([]);
});

test("the client and the isomorphic half of shared never import Node or the Node half", () => {
  const isomorphic = (file: string) => partOf(file) === "client" || (partOf(file) === "shared" && !file.startsWith("shared/node/"));
  const wrong = imports.filter(({ from, to }) => shippedPaths.has(from) && isomorphic(from) && (to.startsWith("node:") || to.startsWith("shared/node/")));
  expect(describe(wrong)).toEqual([]);
});

test("each foreign library has one address: S3 in the object store, SQL in the database, fluent-ffmpeg in one module", () => {
  const shippedImports = imports.filter(({ from, typeOnly }) => shippedPaths.has(from) && !typeOnly);
  const wrong = shippedImports.filter(({ from, to }) => {
    if (to.startsWith("@aws-sdk/") || to === "minio") return !from.startsWith("shared/node/object-store/");
    if (/^(pg|kysely)(\/|$)/.test(to)) return !/(^|\/)database\/|-queries\.ts$/.test(from);
    return false;
  });
  expect(describe(wrong)).toEqual([]);
  const ffmpeg = new Set(shippedImports.filter(({ to }) => to === "fluent-ffmpeg").map(({ from }) => from));
  expect(ffmpeg.size).toBeLessThanOrEqual(1);
});

test("the environment is read only in env.ts files", () => {
  expect(using(/process\.env\b/, (file) => file.path.endsWith("/env.ts") || file.path.startsWith("server/launch/boot"))).toEqual([]);
});

test("the machine's time is read only by the system clock", () => {
  const allowed = (file: SourceFile) => file.path.startsWith("shared/time/") || file.path.startsWith("server/launch/boot");
  expect(using(/\bDate\.now\(|\bnew Date\(\)|\bset(Timeout|Interval)\(/, allowed)).toEqual([]);
});

function using(pattern: RegExp, allowed: (file: SourceFile) => boolean): string[] {
  return shipped.filter((file) => !allowed(file) && pattern.test(file.text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, ""))).map((file) => file.path);
}
