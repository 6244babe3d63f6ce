import { expect, test } from "vitest";
import { startLimited } from "./memory-limit.ts";

/** Takes so many MiB piece by piece, writes to all of it, and holds it for a moment. */
function takes(mebibytes: number): string {
  return `const kept = []; for (let taken = 0; taken < ${mebibytes}; taken += 10) kept.push(Buffer.alloc(10 * 2 ** 20, 1)); setTimeout(() => kept.length, 300)`;
}

function node(script: string): readonly [string, ...string[]] {
  return [process.execPath, "-e", script];
}

test("a process of 100 MiB ends well under a limit of 512 MiB, and what it took is known", async () => {
  const { code, tookTooMuch, peak } = await startLimited({ command: node(takes(100)), mebibytes: 512 }).ended;
  expect({ code, tookTooMuch }).toEqual({ code: 0, tookTooMuch: false });
  expect(peak).toBeGreaterThan(100);
  expect(peak).toBeLessThan(300);
});

test("a process that takes 600 MiB is stopped by a limit of 512 MiB", async () => {
  const { code, peak } = await startLimited({ command: node(takes(600)), mebibytes: 512 }).ended;
  expect(code).not.toBe(0);
  expect(peak).toBeLessThan(600);
});

test("two processes of 300 MiB each are stopped by a limit of 512 MiB for both", async () => {
  const child = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(takes(300))}])`;
  const { code, signal } = await startLimited({ command: node(`${child}; ${takes(300)}`), mebibytes: 512 })
    .ended;
  expect({ code, signal }).not.toEqual({ code: 0, signal: null });
});
