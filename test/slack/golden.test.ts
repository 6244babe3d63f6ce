import { expect, test } from "vitest";
import { applied, began, commitOf, failed, looked, minute, openBench, second, stepFor } from "./bench.ts";
import { heldBack } from "../report/situations.ts";

/** What a person reads in the channel, message by message, with the replies in each thread. */
function seen({ slack }: ReturnType<typeof openBench>): string {
  const textOf = (blocks: (typeof slack.posts)[number]["blocks"]): string =>
    blocks
      .map((block) => {
        if (block.type === "section") return block.text?.text ?? "";
        if (block.type !== "context") return "";
        return `    ${block.elements.map((element) => ("text" in element ? element.text : "")).join(" ")}`;
      })
      .join("\n");
  return slack.posts
    .map((post) => {
      const replies = slack.messages.filter(({ thread }) => thread === post.ts);
      return [
        textOf(post.blocks),
        ...replies.map(({ blocks }) => textOf(blocks).replaceAll(/^/gm, "  | ")),
      ].join("\n");
    })
    .join("\n\n");
}

test("messages read well (test/slack/messages.txt)", async () => {
  const bench = openBench();
  const [api, web, worker] = [stepFor("api"), stepFor("web"), stepFor("worker")];
  bench.start();
  bench.tell(looked(commitOf("a"), { inSync: ["api", "web", "worker"] }));
  await bench.pass(minute);
  bench.tell(looked(commitOf("b"), { steps: [api, web, worker] }), began(api));
  await bench.pass(20 * second);
  bench.tell(applied(api), began(web), began(worker));
  await bench.pass(90 * second);
  const ended = "tasks of shop-test-X stop: exit code 1, <!channel> *boom* & `rm`";
  bench.tell(failed(web, ended.replace("X", "web")), failed(worker, ended.replace("X", "worker")));
  await bench.pass(minute);
  const approval = {
    ...heldBack("ApprovalMissing"),
    message: "test waits for approval",
    remedy: "autoland approve test --plan 0123",
  };
  bench.tell(looked(commitOf("c"), { mode: "approve", steps: [api], held: [approval] }));
  await bench.pass(minute);
  bench.tell(began(api));
  await bench.pass(30 * second);
  const health = [
    { environment: "test", workload: "api", status: "Healthy", message: "2 of 2 tasks run" },
    { environment: "test", workload: "web", status: "Degraded", message: "1 of 2 tasks run" },
  ] as const;
  bench.tell(applied(api), { ...looked(commitOf("c"), { inSync: ["api", "web"] }), health } as Parameters<
    typeof bench.tell
  >[0]);
  await bench.pass(minute);
  bench.tell(
    looked(commitOf("d"), {
      steps: [api],
      held: [{ ...heldBack("PolicyViolation", "web"), message: "its role allows * on *" }],
    }),
  );
  await bench.pass(minute);
  bench.tell({
    kind: "pass-failed",
    failure: {
      disposition: "retry",
      reason: "RepositoryUnreachable",
      message: "GitHub could not be asked about acme/shop: no connection.",
    },
  });
  await bench.pass(5 * minute);
  await expect(`${seen(bench)}\n`).toMatchFileSnapshot("./messages.txt");
  bench.kill();
});

test("whatever a manifest or AWS says, Slack takes the message: no call of the channel, no link, within its limits", async () => {
  const bench = openBench();
  bench.start();
  bench.tell(looked(commitOf("a"), { inSync: [] }));
  await bench.pass(minute);
  const steps = Array.from({ length: 80 }, (_, index) => stepFor(`service-${index}`));
  const hostile = "<!channel> <https://evil.example|docs> <@U0> & > `x` ".repeat(200);
  bench.tell(looked(commitOf("b"), { steps }), ...steps.map(began));
  await bench.pass(minute);
  bench.tell(...steps.map((step, index) => failed(step, `${"xyz".repeat(index)} ${hostile}`)));
  await bench.pass(minute);
  expect(bench.faults).toEqual([]);
  expect(bench.slack.messages.length).toBeGreaterThan(1);
  const allowed = /<(?:!subteam\^S0000000001|https:\/\/autoland\.acme\.example\/[^>]*)>/g;
  for (const { blocks } of bench.slack.messages) {
    expect(blocks.length).toBeGreaterThan(0);
    expect(JSON.stringify(blocks).replaceAll(allowed, "")).not.toMatch(/<[!@#h]/);
  }
  bench.kill();
});
