import type { ThemeConfig } from "antd";

/** Our tokens (theme/tokens.css) as the kit's: one palette for pages, charts and kit. Read again when the ground turns light or dark. */
export function antdTheme(): ThemeConfig {
  const css = getComputedStyle(document.documentElement);
  const color = (name: string): string => css.getPropertyValue(`--${name}`).trim();
  const [bg0, bg1, bg2, bg3] = [color("bg-0"), color("bg-1"), color("bg-2"), color("bg-3")];
  const [text1, text2, text3, act] = [color("text-1"), color("text-2"), color("text-3"), color("act")];
  return {
    token: {
      colorPrimary: act,
      colorInfo: act,
      colorSuccess: color("data"),
      colorWarning: color("p2"),
      colorError: color("p1"),
      colorBgBase: bg0,
      colorTextBase: text1,
      ...grounds(bg0, bg1, bg2, bg3),
      ...texts(text1, text2, text3),
      colorBorder: color("line-strong"),
      colorBorderSecondary: color("line"),
      colorSplit: color("line"),
      colorPrimaryHover: act,
      colorPrimaryActive: act,
      colorPrimaryBorder: act,
      colorPrimaryText: act,
      colorPrimaryTextHover: act,
      colorPrimaryTextActive: act,
      colorLink: act,
      colorLinkHover: act,
      colorLinkActive: act,
      colorTextLightSolid: color("act-ink"),
      fontFamily: "var(--font)",
      fontSize: 14,
      borderRadius: 4,
      controlHeight: 32,
      // Smaller targets than 24 px are hard to hit (WCAG 2.5.8).
      controlHeightSM: 28,
      motion: false,
      boxShadow: "none",
      boxShadowSecondary: `0 0 0 1px ${color("line-strong")}`,
    },
    components: {
      Table: { headerBg: bg1, headerColor: text2, headerSplitColor: "transparent", rowHoverBg: bg2, rowSelectedBg: bg3, rowSelectedHoverBg: bg3, cellPaddingBlock: 6, cellPaddingInline: 8, headerBorderRadius: 0, borderColor: color("line") },
      Tooltip: { colorBgSpotlight: bg3, colorTextLightSolid: text1 },
      Segmented: { itemColor: text2, itemSelectedBg: bg3, itemSelectedColor: text1, trackBg: bg2 },
      Button: { defaultBg: bg1, defaultHoverBg: bg2, defaultActiveBg: bg3, defaultHoverColor: text1, defaultHoverBorderColor: act, primaryShadow: "none", defaultShadow: "none" },
      Select: { optionSelectedBg: bg3, optionActiveBg: bg2, optionSelectedColor: text1 },
      Tabs: { itemColor: text2 },
    },
  };
}

function grounds(bg0: string, bg1: string, bg2: string, bg3: string) {
  return {
    colorBgLayout: bg0,
    colorBgContainer: bg1,
    colorBgElevated: bg1,
    colorBgSpotlight: bg3,
    colorBgContainerDisabled: bg2,
    colorBgTextHover: bg2,
    colorBgTextActive: bg3,
    colorFill: bg3,
    colorFillSecondary: bg3,
    colorFillTertiary: bg2,
    colorFillQuaternary: bg2,
    colorFillAlter: bg2,
    colorFillContent: bg3,
    controlItemBgHover: bg2,
    controlItemBgActive: bg3,
    controlItemBgActiveHover: bg3,
    colorPrimaryBg: bg3,
    colorPrimaryBgHover: bg3,
  };
}

function texts(text1: string, text2: string, text3: string) {
  return {
    colorText: text1,
    colorTextHeading: text1,
    colorTextSecondary: text2,
    colorTextLabel: text2,
    colorTextDescription: text2,
    colorIcon: text2,
    colorIconHover: text1,
    // Quiet, and still 4.5 : 1.
    colorTextTertiary: text3,
    colorTextQuaternary: text3,
    colorTextPlaceholder: text3,
    colorTextDisabled: text3,
  };
}
