import { createContext, useContext } from "react";
import { en } from "./en.ts";
import { zh, type Messages } from "./zh.ts";

export const LANGUAGES = ["zh", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

const STORED_AS = "mingjian.language";

/** `?lang=` wins and is remembered; Chinese if nothing was ever chosen. */
export function chooseLanguage(search: string, storage: Pick<Storage, "getItem" | "setItem">): Language {
  const asked = new URLSearchParams(search).get("lang");
  const stored = storage.getItem(STORED_AS);
  const chosen = LANGUAGES.find((language) => language === (asked ?? stored)) ?? "zh";
  if (chosen === asked) storage.setItem(STORED_AS, chosen);
  return chosen;
}

export interface Locale {
  language: Language;
  t: Messages;
}

export const LOCALES: Readonly<Record<Language, Locale>> = {
  zh: { language: "zh", t: zh },
  en: { language: "en", t: en },
};

export const LocaleContext = createContext<Locale>(LOCALES.zh);

export function useLocale(): Locale {
  return useContext(LocaleContext);
}

/** The name of a thing in the reader's language. */
export function nameIn(language: Language, thing: { nameZh: string; nameEn: string }): string {
  return language === "zh" ? thing.nameZh : thing.nameEn;
}
