import { useLocale } from "../i18n/language.ts";
import { DeskShell } from "../desk/DeskShell.tsx";

export function CapturePage() {
  const { t } = useLocale();
  return (
    <DeskShell title={t.capture.title}>
      <p>{t.capture.intro}</p>
    </DeskShell>
  );
}
