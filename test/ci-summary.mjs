// Adds up the counts that the test runs wrote and prints the closing line that CI reads.
import { readFileSync } from "node:fs";

const totals = { passed: 0, failed: 0, skipped: 0 };
for (const file of process.argv.slice(2)) {
  const counts = JSON.parse(readFileSync(file, "utf8"));
  for (const state of Object.keys(totals)) totals[state] += counts[state];
}
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;
