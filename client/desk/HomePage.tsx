import { useEffect, useState } from "react";
import { SignInAnswer } from "../../shared/protocol/sign-in.ts";
import { useLocale } from "../i18n/language.ts";
import { fetchJson } from "../server-api/fetch-json.ts";
import { DeskShell } from "./DeskShell.tsx";
import { Registry } from "./Registry.tsx";

/** The desk's front door: the pages there are, and for the administrator the registry. */
export function HomePage() {
  const { t } = useLocale();
  const mayRegister = useMayRegister();
  const pages = [
    { path: "/wall", name: t.wall.title, hint: t.home.wallHint },
    ...t.home.desk,
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
      {mayRegister === false && <p className="desk-note">{t.home.needSignIn}</p>}
      {mayRegister === true && <Registry />}
    </DeskShell>
  );
}

/** null until known. */
function useMayRegister(): boolean | null {
  const [may, setMay] = useState<boolean | null>(null);
  useEffect(() => {
    void fetchJson("/api/v1/me", SignInAnswer).then((result) => {
      setMay(result.kind === "success" && result.value.capabilities.includes("registry.write"));
    });
  }, []);
  return may;
}
