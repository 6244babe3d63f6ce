import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { watchTree } from "./process-tree.ts";

/** Holds 200 MiB and starts a program two hundred times, one after the other. */
const starter = `
  const kept = Buffer.alloc(200 * 2 ** 20, 1);
  let left = 200;
  const next = () => {
    left -= 1;
    if (left >= 0) require("node:child_process").spawn("true").on("close", next);
    else kept.at(0);
  };
  next();`;

test("a process that was just forked has its parent's memory, and none of its own", async () => {
  const child = spawn(process.execPath, ["-e", starter], { stdio: "ignore" });
  const watch = watchTree(child.pid ?? 0);
  const looking = setInterval(() => watch.peak(), 0);
  await new Promise((resolve) => child.once("close", resolve));
  clearInterval(looking);
  watch.stop();
  expect(watch.peak()).toBeGreaterThan(200);
  expect(watch.peak()).toBeLessThan(350);
  expect(watch.shares()[0]).toMatch(/^\d+ MiB .*node -e/);
});
