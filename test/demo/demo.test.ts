import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

test(
  "the demo's story holds, statement by statement, checked against the simulated AWS and Git",
  { timeout: 300_000 },
  async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "autoland-demo-test-"));
    try {
      const words = [
        "--import",
        "./src/check-node.mjs",
        "src/demo/main.ts",
        "--once",
        "--json",
        "--dir",
        folder,
      ];
      const { stdout } = await promisify(execFile)(process.execPath, words);
      const told = JSON.parse(stdout) as {
        readonly statements: readonly { readonly statement: string; readonly holds: boolean }[];
      };
      expect(told.statements.filter((statement) => !statement.holds)).toEqual([]);
      expect(told.statements.length).toBeGreaterThanOrEqual(16);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
