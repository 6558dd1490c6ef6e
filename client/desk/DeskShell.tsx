import type { ReactNode } from "react";
import { useLocale } from "../i18n/language.ts";
import "./desk.css";

/** Heading, language and way home of the plain desk pages. */
export function DeskShell({ title, children }: { title: string; children: ReactNode }) {
  const { language, t } = useLocale();
  const other = language === "zh" ? "en" : "zh";
  return (
    <div className="desk">
      <header className="desk-header">
        <a className="desk-product" href="/">
          {t.product}
        </a>
        <a className="desk-language" href={`?lang=${other}`}>
          {t.otherLanguage}
        </a>
      </header>
      <main>
        <h1>{title}</h1>
        {children}
      </main>
    </div>
  );
}
