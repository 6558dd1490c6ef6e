import { Suspense, lazy, type ComponentType } from "react";
import { createRoot } from "react-dom/client";
import { config } from "zod";
import { chooseLanguage, LOCALES, LocaleContext } from "./i18n/language.ts";
import type { Messages } from "./i18n/zh.ts";
import "./theme/tokens.css";

interface Page {
  ground: "wall" | "desk";
  title: (t: Messages) => string;
  component: ComponentType;
}

/** Path → page; each page is its own chunk, so that the wall loads nothing of the desk. */
const PAGES: Readonly<Record<string, Page>> = {
  "/": { ground: "desk", title: (t) => t.home.title, component: lazy(() => import("./desk/HomePage.tsx").then((page) => ({ default: page.HomePage }))) },
  "/wall": { ground: "wall", title: (t) => t.wall.title, component: lazy(() => import("./wall/WallPage.tsx").then((page) => ({ default: page.openWall() }))) },
  "/capture": { ground: "desk", title: (t) => t.capture.title, component: lazy(() => import("./capture/CapturePage.tsx").then((page) => ({ default: page.CapturePage }))) },
  "/sign-in": { ground: "desk", title: (t) => t.signIn.title, component: lazy(() => import("./desk/SignInPage.tsx").then((page) => ({ default: page.SignInPage }))) },
};
/** Everything of the desk's shell is one page here; within it the address decides (desk/shell/desk-pages.ts). */
const DESK_PATH = /^\/(filings|evaluators|session-records|findings|policy|rule-health|trends|imports)(\/|$)/;
const DESK: Page = { ground: "desk", title: (t) => t.product, component: lazy(() => import("./desk/shell/DeskApp.tsx").then((page) => ({ default: page.openDesk() }))) };
const NOT_FOUND: Page = { ground: "desk", title: (t) => t.error.title, component: lazy(() => import("./desk/NotFoundPage.tsx").then((page) => ({ default: page.NotFoundPage }))) };

// zod would otherwise try to compile checks with eval, which the content security policy forbids and reports.
config({ jitless: true });

const locale = LOCALES[chooseLanguage(location.search, localStorage)];
const page = PAGES[location.pathname.replace(/(.)\/$/, "$1")] ?? (DESK_PATH.test(location.pathname) ? DESK : NOT_FOUND);
document.documentElement.lang = locale.language === "zh" ? "zh-CN" : "en";
document.documentElement.dataset["ground"] = page.ground;
document.title = `${page.title(locale.t)} · ${locale.t.product}`;

const root = document.querySelector("#root");
if (root !== null) {
  createRoot(root).render(
    <LocaleContext value={locale}>
      <Suspense>
        <page.component />
      </Suspense>
    </LocaleContext>,
  );
}
