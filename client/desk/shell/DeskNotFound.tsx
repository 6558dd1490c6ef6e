import { useLocale } from "../../i18n/language.ts";
import { useDeskWords } from "../words/desk-words.ts";
import { Link } from "./Link.tsx";

export function DeskNotFound() {
  const { t } = useLocale();
  const w = useDeskWords();
  return (
    <>
      <h1>{t.error.title}</h1>
      <p>
        <Link to="/filings">{w.pages.filings}</Link>
      </p>
    </>
  );
}
