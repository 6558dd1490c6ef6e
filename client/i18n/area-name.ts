import type { Language } from "./language.ts";

/** Areas that the rulebooks and the demo city name (GB/T 2260); any other is shown by its digits. */
const NAMES: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  "210000": { zh: "辽宁省", en: "Liaoning" },
  "220000": { zh: "吉林省", en: "Jilin" },
  "350000": { zh: "福建省", en: "Fujian" },
  "350200": { zh: "厦门市", en: "Xiamen" },
  "440000": { zh: "广东省", en: "Guangdong" },
  "440300": { zh: "深圳市", en: "Shenzhen" },
};

export function areaName(code: string, language: Language): string {
  return NAMES[code]?.[language] ?? code;
}
