import { writeFileSync } from "node:fs";
import { isDeep } from "./depth.ts";
import type { Reporter, TestModule } from "vitest/node";

/** How many tests ended how. */
interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Prints `N passed, N failed, N skipped` as the last line, names each skipped test with its reason, and writes the counts to the
 * file that AUTOLAND_TEST_SUMMARY names. With AUTOLAND_TEST_ALL a skipped test fails the run: nothing may be left out there.
 */
// Vitest takes reporters by default export.
// oxlint-disable-next-line import/no-default-export
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts: Counts = { passed: 0, failed: errors.length, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed" || state === "failed" || state === "skipped") counts[state] += 1;
        if (state === "skipped") process.stderr.write(`skipped: ${test.fullName}\n`);
      }
      if (module.state() === "failed" && module.errors().length > 0) counts.failed += 1;
    }
    if (isDeep && counts.skipped > 0) {
      process.stderr.write("a skipped test fails this run: everything is to be run here\n");
      process.exitCode = 1;
    }
    const file = process.env["AUTOLAND_TEST_SUMMARY"];
    if (file !== undefined) writeFileSync(file, JSON.stringify(counts));
    process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  }
}
