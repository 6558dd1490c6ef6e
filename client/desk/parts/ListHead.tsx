import type { ReactNode } from "react";
import { useDeskWords } from "../words/desk-words.ts";
import { AgeNote } from "./StateOfFetch.tsx";

interface ListHeadProps {
  title: string;
  /** UTC ms at which the rows were fetched; null = not yet. */
  atMs: number | null;
  /** Address of the same rows as a file. */
  file(format: "csv" | "xlsx"): string;
  children?: ReactNode;
}

/** Title of a list, its counts, its age, and the list as a file. */
export function ListHead({ title, atMs, file, children }: ListHeadProps) {
  const w = useDeskWords();
  return (
    <header className="page-head">
      <h1>{title}</h1>
      {children}
      <AgeNote atMs={atMs} />
      <nav className="exports" aria-label={w.filings.exports.title}>
        <a href={file("csv")} download>
          CSV
        </a>
        <a href={file("xlsx")} download>
          XLSX
        </a>
      </nav>
    </header>
  );
}
