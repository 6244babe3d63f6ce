import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { type Running, startAutoland, until } from "./autoland-process.ts";
import { serveShop } from "./served-shop.ts";

const account = "111111111111";
const region = "eu-west-1";

test(
  "a process that looks every ten minutes looks at once when a message says that a stack has changed, and nonsense is removed",
  { timeout: 240_000 },
  async () => {
    await using shop = await serveShop("copilot");
    const { environment, world } = shop;
    const credentials = world.issueCredentials(rootOf(account));
    const call = (action: string, input: object): Promise<Record<string, unknown>> =>
      world.call({ service: "sqs", action, credentials, region, input });
    const { QueueUrl } = await call("CreateQueue", { QueueName: "autoland-hints" });
    const file = environment["AUTOLAND_CONFIG"] ?? "";
    const config = (await readFile(file, "utf8"))
      .replace("interval: 5s", "interval: 10m")
      .replaceAll("mode: apply", "mode: look");
    await writeFile(file, `${config}hints:\n  queue: ${String(QueueUrl)}\n`);
    const messages = async (): Promise<number> => {
      const { Attributes } = await call("GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] });
      const { ApproximateNumberOfMessages: seen, ApproximateNumberOfMessagesNotVisible: hidden } =
        Attributes as Record<string, string>;
      return Number(seen) + Number(hidden);
    };
    /** How often the application's record was read: once in each look. */
    const looks = (): number =>
      world.log.records.filter(
        ({ action, input }) =>
          action === "GetParameter" && JSON.stringify(input).includes('"/copilot/applications/shop"'),
      ).length;
    const running = startAutoland(["run", "--port", "0"], environment);
    try {
      const page = await pageOf(running);
      await until("it is ready", async () => ((await fetch(`${page}readyz`)).ok ? true : undefined));
      const before = looks();
      await call("SendMessage", { QueueUrl, MessageBody: "{" });
      await until("the nonsense is gone", async () => ((await messages()) === 0 ? true : undefined));
      expect(looks()).toBe(before);
      await call("SendMessage", { QueueUrl, MessageBody: changed("shop-develop-api") });
      await until("it looks again", () => (looks() > before ? true : undefined));
      expect(await messages()).toBe(0);
      running.stop("SIGTERM");
      const { code, stderr } = await running.ended;
      expect(code).toBe(0);
      expect(stderr).not.toContain("hints are not heard");
    } finally {
      running.stop("SIGKILL");
      await running.ended;
    }
  },
);

function changed(stack: string): string {
  const id = `arn:aws:cloudformation:${region}:222222222222:stack/${stack}/1`;
  return JSON.stringify({
    source: "aws.cloudformation",
    "detail-type": "CloudFormation Stack Status Change",
    account: "222222222222",
    region,
    detail: { "stack-id": id, "status-details": { status: "UPDATE_COMPLETE" } },
  });
}

/** The address of the page, from the first log line that names it. */
function pageOf(running: Running): Promise<string> {
  return until("it says where its page is", () => {
    const line = running.written.stderr.split("\n").find((text) => text.includes('"page":'));
    return line === undefined ? undefined : /"page":"([^"]+)"/.exec(line)?.[1];
  });
}
