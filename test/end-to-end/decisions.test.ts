import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { autoland, type Ended } from "./autoland-process.ts";
import { type ServedShop, serveShop } from "./served-shop.ts";

/** What people decide, as processes against a simulated AWS and a real repository: exit codes, JSON, and what came of it. */
let shop: ServedShop;

beforeAll(async () => {
  shop = await serveShop("taken-over");
  const file = shop.environment["AUTOLAND_CONFIG"] ?? "";
  const config = await readFile(file, "utf8");
  await writeFile(file, config.replace("develop:\n        mode: apply", "develop:\n        mode: approve"));
}, 120_000);
afterAll(async () => shop[Symbol.asyncDispose]());

interface Answer extends Ended {
  readonly json: Readonly<Record<string, unknown>>;
}

async function run(words: string): Promise<Answer> {
  const ended = await autoland([...words.split(" "), "--json"], shop.environment);
  return { ...ended, json: ended.stdout === "" ? {} : JSON.parse(ended.stdout) };
}

/** The environment of a plan or a status. */
function environmentIn({ json }: Answer, name: string): Readonly<Record<string, unknown>> {
  const list = json["environments"] as readonly Readonly<Record<string, unknown>>[];
  const found = list.find((each) => each["environment"] === name);
  if (found === undefined) throw new Error(`no environment ${name}`);
  return found;
}

function reasonsIn(answer: Answer, name: string): readonly unknown[] {
  const reasons = environmentIn(answer, name)["reasons"] as readonly { readonly reason: string }[];
  return reasons.map(({ reason }) => reason);
}

function commit(from: string, to: string): Promise<string> {
  const change = (text: string): string => {
    expect(text).toContain(from);
    return text.replace(from, to);
  };
  return shop.repository.edit("develop", "copilot/daily-batch/manifest.yml", change, "a change");
}

describe("a change that waits for people", () => {
  test(
    "is approved, applied, rolled back and released, each with its exit code and its words",
    { timeout: 400_000 },
    async () => {
      const one = await commit("retries: 2", "retries: 3");
      const plan = await run("plan --environment develop");
      expect(plan.code).toBe(3);
      const digest = String(environmentIn(plan, "develop")["digest"]);

      const early = await run("sync --environment develop");
      expect(early.code).toBe(3);
      expect(reasonsIn(await run("status develop"), "develop")).toEqual(["ApprovalMissing"]);

      const wrong = await run("approve develop --plan 0123456789abcdef");
      expect([wrong.code, wrong.stdout]).toEqual([1, ""]);
      expect(wrong.stderr).toContain("PlanChanged");

      const yes = await run(`approve develop --plan ${digest.slice(0, 16)} --until 4h`);
      expect(yes.code).toBe(0);
      expect(yes.json).toMatchObject({
        schemaVersion: 1,
        kind: "decision",
        command: "approve",
        application: "shop",
        environment: "develop",
        steps: 1,
      });

      const stop = await run("suspend develop/daily-batch --reason audit --owner ann");
      expect([stop.code, stop.json["command"]]).toEqual([0, "suspend"]);
      expect((await run("sync --environment develop")).code).toBe(3);
      expect(reasonsIn(await run("status develop"), "develop")).toEqual(["Suspended"]);
      expect((await run("resume develop/daily-batch --reason done")).code).toBe(0);
      expect((await run("resume develop/daily-batch")).stderr).toContain("NothingToResume");

      const done = await run("sync --environment develop");
      expect(done.code).toBe(0);
      expect(environmentIn(await run("status develop"), "develop")["isAtCommit"]).toBe(true);

      await commit("retries: 3", "retries: 4");
      const back = await run(`rollback develop --to ${one.slice(0, 10)} --reason broken`);
      expect([back.code, back.json["commit"]]).toEqual([0, one]);
      const pinned = await run("status develop");
      expect([pinned.code, reasonsIn(pinned, "develop")]).toEqual([3, ["Pinned"]]);
      expect((await run("resume develop --reason mended")).code).toBe(0);
      expect(reasonsIn(await run("status develop"), "develop")).toEqual(["ApprovalMissing"]);
      expect((await run("retry develop/daily-batch")).json).toMatchObject({ command: "retry" });
    },
  );

  test("of an environment that nobody configured is wrong usage", async () => {
    const { code, stderr } = await run("suspend prodction --reason x");
    expect(code).toBe(2);
    expect(stderr).toContain("develop, staging, production");
  });
});
