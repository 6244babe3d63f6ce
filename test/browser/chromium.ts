import { existsSync } from "node:fs";
import { isDeep } from "../support/depth.ts";

const places = [
  process.env["AUTOLAND_CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

const found = places.find((place) => place !== undefined && existsSync(place));

/**
 * The browser that tests of pages run in; Debian's package `chromium` has it. Undefined where none is installed, and in
 * `npm test`, which needs npm and git only.
 */
export const chromiumPath: string | undefined = isDeep ? found : undefined;

/** Why a test of a page is skipped, for its name; the empty text when it is not. */
export const becauseOfChromium: string = reason();

function reason(): string {
  if (!isDeep) return " (skipped: needs Chromium, runs in npm run test:all)";
  if (found !== undefined) return "";
  return " (skipped: no Chromium; apt-get install chromium, or set AUTOLAND_CHROMIUM)";
}
