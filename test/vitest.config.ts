import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/**/*.test.ts"],
    sequence: { shuffle: true },
    testTimeout: 60_000,
    maxWorkers: 2,
    reporters: ["default", new URL("support/summary-reporter.ts", import.meta.url).pathname],
  },
});
