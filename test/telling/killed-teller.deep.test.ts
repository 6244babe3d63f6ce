import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { commitOf } from "../slack/bench.ts";
import { isDeep } from "../support/depth.ts";
import { GitHubWrites } from "../support/github-writes.ts";
import { MemoryRecords } from "../support/memory-records.ts";
import { SlackStub } from "../support/slack-stub.ts";
import { type Scale, scaledClock } from "./scaled-clock.ts";

type Kind = "bot" | "webhook" | "github";

const minute = 60_000;
const program = fileURLToPath(new URL("teller.ts", import.meta.url));

/** Slack, GitHub and records behind an address of this machine, and a process that tells: it is killed with SIGKILL, and started again. */
class Street implements AsyncDisposable {
  readonly scale: Scale = { zero: Date.now(), factor: 1_000 };
  readonly clock = scaledClock(this.scale);
  readonly slack = new SlackStub(() => this.clock.now());
  readonly github = new GitHubWrites(() => this.clock.now());
  readonly records = new MemoryRecords();
  isAway = false;
  /** Set: the next process that has told something and wants to write that down is killed before it can. */
  killsBeforeRecord = false;
  kills = 0;
  readonly #kind: Kind;
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  #child: ChildProcess | undefined;

  constructor(kind: Kind) {
    this.#kind = kind;
  }

  async start(): Promise<void> {
    if (!this.#server.listening) {
      this.#server.listen(0, "127.0.0.1");
      await once(this.#server, "listening");
    }
    const { port } = this.#server.address() as AddressInfo;
    const words = [program, this.#kind, `http://127.0.0.1:${port}`, this.scale.zero, this.scale.factor];
    this.#child = spawn(process.execPath, words.map(String), { stdio: ["pipe", "pipe", "inherit"] });
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
    this.kills += 1;
  }

  async tell(what: "lies-before" | "begins" | "is-there", digit: string): Promise<void> {
    const { stdin, stdout } = this.#child ?? {};
    if (!stdin || !stdout) throw new Error("no process");
    const isHeard = once(stdout, "data");
    stdin.write(`${JSON.stringify({ what, digit })}\n`);
    await isHeard;
  }

  pass(milliseconds: number): Promise<void> {
    return this.clock.sleep(milliseconds);
  }

  async until(what: string, is: () => boolean): Promise<void> {
    const deadline = performance.now() + 20_000;
    while (!is()) {
      if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
      await this.pass(20 * 1_000);
    }
  }

  async release(digit: string): Promise<void> {
    const endedAt = this.clock.now();
    const startedAt = new Date(endedAt.getTime() - minute);
    const release = { environment: "test", commit: commitOf(digit), branch: "release", startedAt, endedAt };
    await this.records.recordRelease("shop", { ...release, outcome: "deployed", workloads: {} });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    const url = new URL(request.url ?? "/", "http://street");
    if (url.pathname === "/records") return this.#record(request, response, body);
    if (this.isAway) {
      request.socket.destroy();
      return;
    }
    const init: RequestInit = {
      method: request.method ?? "GET",
      headers: { authorization: request.headers.authorization ?? "" },
      ...(body === "" ? {} : { body }),
    };
    const [, place, ...rest] = url.pathname.split("/");
    const answer =
      place === "github"
        ? await this.github.send(`https://api.github.com/${rest.join("/")}${url.search}`, init)
        : place === "webhook"
          ? await this.slack.send(this.slack.webhookAddress, init)
          : await this.slack.send(`https://slack.com/api/${rest.join("/")}${url.search}`, init);
    response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
  }

  async #record(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    if (request.method === "POST" && this.killsBeforeRecord) {
      this.killsBeforeRecord = false;
      await this.kill();
      return;
    }
    if (request.method === "POST") {
      const { name, messages } = JSON.parse(body) as {
        readonly name: Parameters<MemoryRecords["recordMessages"]>[0];
        readonly messages: Parameters<MemoryRecords["recordMessages"]>[1];
      };
      await this.records.recordMessages(name, messages);
      response.end("{}");
      return;
    }
    const recent = await this.records.recentReleases("shop", "test");
    response.end(JSON.stringify(recent.kind === "present" ? recent.value : []));
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

/** What stands there at the end, in order, each time that it was said. */
function saidOf(kind: Kind, { slack, github }: Street): readonly string[] {
  if (kind !== "github") return slack.posts.map(({ text }) => text);
  return [
    ...github.statuses.map(({ sha, state }) => `${sha.slice(0, 1)} ${state}`),
    ...github.deployments.map(({ id, sha }) => {
      const states = github.deploymentStatuses.filter(({ deployment }) => deployment === id);
      return `deployment of ${sha.slice(0, 1)}: ${states.map(({ state }) => state).join(" ")}`;
    }),
  ];
}

/** An hour in which nobody can be told, with a kill in it; then a kill between telling and writing it down. */
async function play(kind: Kind, street: Street): Promise<void> {
  await street.start();
  await street.tell("is-there", "a");
  if (kind === "github") await street.until("a is told", () => street.github.statuses.length === 1);
  await street.pass(2 * minute);
  street.isAway = true;
  await street.tell("begins", "b");
  await street.pass(minute);
  await street.tell("is-there", "b");
  await street.release("b");
  await street.pass(30 * minute);
  await street.kill();
  await street.start();
  await street.tell("is-there", "b");
  await street.pass(minute);
  await street.tell("begins", "c");
  await street.pass(30 * minute);
  street.isAway = false;
  await street.until("b is told", () => saidOf(kind, street).some((said) => said.includes("b")));
  await street.pass(10 * minute);
  street.killsBeforeRecord = true;
  await street.tell("is-there", "c");
  await street.release("c");
  await street.until("the process is killed before it records", () => street.kills === 2);
  await street.start();
  await street.tell("is-there", "c");
  await street.pass(10 * minute);
}

const expected: Readonly<Record<Kind, readonly string[]>> = {
  bot: ["shop → test: bbbbbbbb is deployed", "shop → test: cccccccc is deployed"],
  // It cannot look: what was sent and not written down is the one thing that is said twice.
  webhook: [
    "shop → test: bbbbbbbb is deployed",
    "shop → test: cccccccc is deployed",
    "shop → test: cccccccc is deployed",
  ],
  github: [
    "a success",
    "b success",
    "c pending",
    "c success",
    "deployment of b: success",
    "deployment of c: in_progress success",
  ],
};

test.each(isDeep ? (["bot", "webhook", "github"] as const) : (["bot"] as const))(
  "an hour away with kill -9 in it, and kill -9 between telling and recording: %s",
  async (kind) => {
    await using street = new Street(kind);
    await play(kind, street);
    expect(saidOf(kind, street)).toEqual(expected[kind]);
    expect(street.kills).toBe(2);
  },
  60_000,
);
