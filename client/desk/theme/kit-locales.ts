import type { ConfigProviderProps } from "antd";
import enUS from "antd/es/locale/en_US.js";
import zhCN from "antd/es/locale/zh_CN.js";
import type { Language } from "../../i18n/language.ts";

type KitLocale = NonNullable<ConfigProviderProps["locale"]>;

/** The kit's own words. TypeScript takes these files for CommonJS, the build for the modules that they are. */
export const KIT_LOCALES: Readonly<Record<Language, KitLocale>> = { zh: zhCN as unknown as KitLocale, en: enUS as unknown as KitLocale };
