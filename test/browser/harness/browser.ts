import { existsSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";
import { chromiumPath } from "../../env.ts";

/** Empty when a Chromium with H.264 can be run, else the reason for a skipped test. */
export const chromiumMissing = existsSync(chromiumPath) ? "" : `no Chromium at ${chromiumPath}: set CHROMIUM_PATH`;

export function openBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--force-device-scale-factor=1", ...more],
  });
}

/** Everything a page complained of: console errors, uncaught errors and failed answers of the server. */
export function collectErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("response", (response) => {
    if (response.status() >= 500) errors.push(`${response.status()} ${response.url()}`);
  });
  return errors;
}
