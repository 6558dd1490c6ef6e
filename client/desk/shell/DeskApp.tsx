import { ConfigProvider } from "antd";
import { Suspense, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from "react";
import { useLocale } from "../../i18n/language.ts";
import { ContactContext, openContact, type ServerContact } from "../fetching/contact.ts";
import { antdTheme } from "../theme/antd-theme.ts";
import { KIT_LOCALES } from "../theme/kit-locales.ts";
import { useDeskWords } from "../words/desk-words.ts";
import { useAddress } from "./address.ts";
import { CommandPalette } from "./CommandPalette.tsx";
import { findRoute } from "./desk-pages.ts";
import { KeyHelp } from "./KeyHelp.tsx";
import { Rail } from "./Rail.tsx";
import { TopBar } from "./TopBar.tsx";
import { useShortcuts, type ShellKeys } from "./use-shortcuts.ts";
import { DeskNotFound } from "./DeskNotFound.tsx";
import "./shell.css";

/** All pages of the desk within one shell; the kit is loaded with it and never by the wall. */
export function openDesk(): () => ReactNode {
  const contact = openContact();
  return function DeskApp() {
    return <Desk contact={contact} />;
  };
}

function Desk({ contact }: { contact: ServerContact }) {
  const { language } = useLocale();
  const light = useLightGround();
  // The tokens are read from the page's style, which the ground decides.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const theme = useMemo(antdTheme, [light]);
  return (
    <ContactContext value={contact}>
      <ConfigProvider theme={theme} locale={KIT_LOCALES[language]} button={NO_AUTO_SPACE} wave={NO_WAVE}>
        <Shell />
      </ConfigProvider>
    </ContactContext>
  );
}

/** "查询" must not be drawn as "查 询": tests, screen readers and people look for the word. */
const NO_AUTO_SPACE = { autoInsertSpace: false };
const NO_WAVE = { disabled: true };

type Open = "palette" | "help" | null;

function Shell() {
  const { t } = useLocale();
  const w = useDeskWords();
  const { path } = useAddress();
  const [open, setOpen] = useState<Open>(null);
  const keys = useMemo<ShellKeys>(() => ({ palette: () => setOpen("palette"), help: () => setOpen("help") }), []);
  useShortcuts(keys);
  const found = findRoute(path);
  const name = found?.route.name ?? null;
  useEffect(() => {
    document.title = `${name === null ? t.error.title : w.pages[name]} · ${t.product}`;
  }, [name, t, w]);
  return (
    <div className="shell">
      <a className="skip" href="#page">
        {w.shell.skip}
      </a>
      <Rail current={name} />
      <TopBar onPalette={keys.palette} onHelp={keys.help} />
      <main id="page" className="page" tabIndex={-1}>
        <Suspense fallback={<p className="page-waiting">{w.data.loading}</p>}>{found === null ? <DeskNotFound /> : <found.route.component key={path} id={found.id} />}</Suspense>
      </main>
      <CommandPalette open={open === "palette"} onClose={() => setOpen(null)} />
      <KeyHelp open={open === "help"} onClose={() => setOpen(null)} />
    </div>
  );
}

const LIGHT = "(prefers-color-scheme: light)";

function useLightGround(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = matchMedia(LIGHT);
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    },
    () => matchMedia(LIGHT).matches,
  );
}
