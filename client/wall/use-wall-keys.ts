import { useEffect } from "react";
import { LAYOUTS, type Layout } from "./TilesPanel.tsx";

export interface WallKeys {
  layout(layout: Layout): void;
  back(): void;
  refetch(): void;
  stepType(steps: number): void;
}

/** Keys by position (`code`), because a Chinese input method changes `key`; none while one is composing. */
export function useWallKeys(keys: WallKeys): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target instanceof HTMLInputElement) return;
      const layout = LAYOUTS[["Digit1", "Digit2", "Digit3", "Digit4"].indexOf(event.code)];
      if (layout !== undefined) keys.layout(layout);
      if (event.code === "Escape") keys.back();
      if (event.code === "KeyR" && event.shiftKey) keys.refetch();
      if (event.code === "KeyF") toggleFullScreen();
      if (event.code === "Equal" || event.code === "NumpadAdd") keys.stepType(1);
      if (event.code === "Minus" || event.code === "NumpadSubtract") keys.stepType(-1);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [keys]);
}

function toggleFullScreen(): void {
  if (document.fullscreenElement === null) void document.documentElement.requestFullscreen();
  else void document.exitFullscreen();
}
