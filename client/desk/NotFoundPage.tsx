import { useLocale } from "../i18n/language.ts";
import { DeskShell } from "./DeskShell.tsx";

export function NotFoundPage() {
  const { t } = useLocale();
  return (
    <DeskShell title={t.error.title}>
      <p>
        {t.error.hint}: <a href="/">{t.home.title}</a>
      </p>
    </DeskShell>
  );
}
