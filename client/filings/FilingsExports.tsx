import { useQuery } from "../desk/shell/address.ts";
import { Link } from "../desk/shell/Link.tsx";
import { useDeskWords } from "../desk/words/desk-words.ts";
import { obligationsQuery } from "./filings-query.ts";

const FORMATS = ["csv", "xlsx", "pdf"] as const;

/** The rows of the very filters shown, as files. */
export function FilingsExports() {
  const w = useDeskWords();
  const [words] = useQuery();
  return (
    <nav className="exports" aria-label={w.filings.exports.title}>
      {FORMATS.map((format) => (
        <a key={format} href={`/api/v1/obligations${obligationsQuery(words, { format })}`} download>
          {w.filings.exports[format]}
        </a>
      ))}
      <Link to="/imports">{w.filings.exports.imports}</Link>
    </nav>
  );
}
