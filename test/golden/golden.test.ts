import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { shopFiles } from "../support/shop.ts";
import { filesBelow, tellSituation } from "./situation.ts";

/**
 * Situations that users know, each with the plan that Autoland makes of it. After a change that is meant, run with `--update` and
 * read the difference: it is what people will read.
 */
const root = import.meta.dirname;
const situations = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

test.each(situations)("%s", async (situation) => {
  const folder = path.join(root, situation);
  for (const [file, text] of Object.entries(await tellSituation(folder)))
    await expect(text).toMatchFileSnapshot(path.join(folder, file));
});

describe("nothing stale stands in a folder", () => {
  test.each(situations)(
    "%s has what is told of it, two lines that say what it is, and no more",
    (situation) => {
      const folder = path.join(root, situation);
      const [own, workspace] = [
        readdirSync(folder).filter((file) => file !== "workspace"),
        filesBelow(path.join(folder, "workspace")),
      ];
      expect(own.toSorted()).toEqual(["README.md", "comment.md", "plan.json", "plan.txt", "situation.json"]);
      expect(readFileSync(path.join(folder, "README.md"), "utf8").trimEnd().split("\n")).toHaveLength(2);
      const unchanged = Object.entries(workspace).filter(([file, text]) => shopFiles[file] === text);
      expect(unchanged.map(([file]) => file)).toEqual([]);
    },
  );

  test("no two situations tell the same plan", () => {
    const plans = situations.map((situation) => readFileSync(path.join(root, situation, "plan.txt"), "utf8"));
    expect(new Set(plans).size).toBe(situations.length);
  });
});
