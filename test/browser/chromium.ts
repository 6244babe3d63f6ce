import { existsSync } from "node:fs";

const places = [
  process.env["AUTOLAND_CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** The browser that tests of pages run in; Debian's package `chromium` has it. Undefined where none is installed. */
export const chromiumPath = places.find((place) => place !== undefined && existsSync(place));

/** Why a test of a page is skipped, for its name; the empty text when it is not. */
export const becauseOfChromium =
  chromiumPath === undefined
    ? " (skipped: no Chromium; apt-get install chromium, or set AUTOLAND_CHROMIUM)"
    : "";
