import { expect, test } from "vitest";
import { autoland, type Running, startAutoland, until } from "./autoland-process.ts";
import { serveShop } from "./served-shop.ts";

test(
  "the loop follows a branch, answers probes, is stopped in the middle of an update, and a restart picks that up",
  { timeout: 240_000 },
  async () => {
    await using shop = await serveShop("taken-over");
    const { repository, environment, world } = shop;
    const stack = shop.stack("shop-develop-daily-batch");
    const first = startAutoland(["run", "--port", "0"], environment);
    try {
      const page = await pageOf(first);
      expect(await answer(`${page}healthz`)).toEqual([200, "ok\n"]);
      await until("it is ready", async () => ((await answer(`${page}readyz`))[0] === 200 ? true : undefined));
      const [status, html] = await answer(page);
      expect(status).toBe(200);
      expect(html).toMatch(
        new RegExp(`✓ at\\s+<code>${(await repository.head("develop")).slice(0, 8)}</code>`),
      );

      const head = await repository.edit(
        "develop",
        batch,
        (text) => text.replace("retries: 2", "retries: 4"),
        "More",
      );
      await until("the stack changes", () => (stack.operation === undefined ? undefined : true));
      first.stop("SIGTERM");
      const ended = await first.ended;
      expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 0, stdout: "" });
      const last = ended.stderr.trimEnd().split("\n").at(-1) ?? "";
      expect(JSON.parse(last)).toMatchObject({ level: "info" });
      expect(last).toContain("autoland stopped");

      const second = await until("the next sync finds nothing more to do", async () => {
        const sync = await autoland(["sync"], environment);
        return sync.code === 0 && sync.stdout.includes("15 in sync") ? sync : undefined;
      });
      expect(second.stderr).toBe("");
      expect(stack.status).toBe("UPDATE_COMPLETE");
      expect(stack.current?.body).toContain(head);
      const executions = world.log.records.filter(
        ({ action, input }) =>
          action === "ExecuteChangeSet" && JSON.stringify(input).includes("shop-develop-daily-batch"),
      );
      expect(new Set(executions.map(({ inputDigest }) => inputDigest)).size).toBe(executions.length);
      const updates = stack.events.filter(
        (event) => event.physicalId === stack.id && event.status === "UPDATE_IN_PROGRESS",
      );
      expect(updates.filter(({ timestamp }) => timestamp >= stack.createdAt).at(-1)?.token).toMatch(
        /^autoland-/,
      );
    } finally {
      first.stop("SIGKILL");
      await first.ended;
    }
  },
);

const batch = "copilot/daily-batch/manifest.yml";

/** The address of the page, from the first log line that names it. */
function pageOf(running: Running): Promise<string> {
  return until("it says where its page is", () => {
    const line = running.written.stderr.split("\n").find((text) => text.includes('"page":'));
    return line === undefined ? undefined : /"page":"([^"]+)"/.exec(line)?.[1];
  });
}

async function answer(url: string): Promise<readonly [number, string]> {
  const response = await fetch(url);
  return [response.status, await response.text()];
}
