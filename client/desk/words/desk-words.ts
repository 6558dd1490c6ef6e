import { useLocale, type Language } from "../../i18n/language.ts";
import { en } from "./en.ts";
import { zh, type DeskWords } from "./zh.ts";

/** Words of the desk's pages; apart from those of the wall, which loads nothing of the desk. */
export const DESK_WORDS: Readonly<Record<Language, DeskWords>> = { zh, en };

export function useDeskWords(): DeskWords {
  return DESK_WORDS[useLocale().language];
}
