/** Words of both languages, for a sentence that has a place for each: {whatZh}, {whatEn}. */
export interface Words {
  zh: string;
  en: string;
}

export function inBoth(name: string, words: Words): Record<string, string> {
  return { [`${name}Zh`]: words.zh, [`${name}En`]: words.en };
}

/** Several words as one: "投诉方式、复核方式". */
export function joined(words: readonly Words[]): Words {
  return { zh: words.map(({ zh }) => zh).join("、"), en: words.map(({ en }) => en).join(", ") };
}

export const PART_WORDS = {
  theory: { zh: "理论", en: "theory" },
  practical: { zh: "技能", en: "practical" },
  review: { zh: "综合评审", en: "review" },
} as const;
