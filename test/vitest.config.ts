import { defineConfig } from "vitest/config";

/** After `npm test` only what differs in depth is left to run: `.ci/run` says so, `npm run test:all` by itself runs everything. */
const isAfterTest = process.env["AUTOLAND_AFTER_TEST"] === "1";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: [isAfterTest ? "test/**/*.deep.test.ts" : "test/**/*.test.ts"],
    sequence: { shuffle: true },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    reporters: ["default", new URL("support/summary-reporter.ts", import.meta.url).pathname],
  },
});
