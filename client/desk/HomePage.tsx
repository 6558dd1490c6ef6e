import { useLocale } from "../i18n/language.ts";
import { DeskShell } from "./DeskShell.tsx";

export function HomePage() {
  const { t } = useLocale();
  const pages = [
    { path: "/wall", name: t.wall.title, hint: t.home.wallHint },
    { path: "/capture", name: t.capture.title, hint: t.home.captureHint },
    { path: "/sign-in", name: t.signIn.title, hint: t.home.signInHint },
  ];
  return (
    <DeskShell title={t.product}>
      <p>{t.centre}</p>
      <ul className="desk-list">
        {pages.map((page) => (
          <li key={page.path}>
            <a href={page.path}>{page.name}</a>
            <span>{page.hint}</span>
          </li>
        ))}
      </ul>
    </DeskShell>
  );
}
