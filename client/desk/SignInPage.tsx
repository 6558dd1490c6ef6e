import { useLocale } from "../i18n/language.ts";
import { DeskShell } from "./DeskShell.tsx";

export function SignInPage() {
  const { t } = useLocale();
  return (
    <DeskShell title={t.signIn.title}>
      <p>{t.signIn.hint}</p>
    </DeskShell>
  );
}
