import { test } from "vitest";
import { autoland } from "./autoland-process.ts";
import { serveShop } from "./served-shop.ts";
test("scratch", { timeout: 240_000 }, async () => {
  await using shop = await serveShop("taken-over");
  const { repository, environment } = shop;
  await repository.edit("develop", "copilot/daily-batch/manifest.yml", (text) => text.replace("retries: 2", "retries: 4"), "More");
  const r = await autoland(["sync"], environment);
  console.log(r.code, r.stdout, r.stderr.slice(-3000));
});
