import { useDeskWords } from "../desk/words/desk-words.ts";

export function ImportPage() {
  const w = useDeskWords();
  return <h1>{w.filings.imports.title}</h1>;
}
