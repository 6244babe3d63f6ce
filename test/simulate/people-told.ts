import pino from "pino";
import type { Clock } from "../../src/domain/clock.ts";
import type { Happening, Tell } from "../../src/domain/happening.ts";
import { makeGitHubChannel } from "../../src/github/github-channel.ts";
import { makeGitHubClient } from "../../src/github/github-client.ts";
import { openAudience } from "../../src/program/audience.ts";
import type { OpenApplication } from "../../src/program/open-application.ts";
import { loadAssets } from "../../src/server/assets.ts";
import { makeFeed } from "../../src/server/feed.ts";
import { makePageApp } from "../../src/server/page-app.ts";
import { makeRandom } from "../../src/simulator/kernel/random.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import { makeBotChannel } from "../../src/slack/bot-channel.ts";
import { makeSlackClient } from "../../src/slack/slack-client.ts";
import { makeTelling } from "../../src/telling/keep-telling.ts";
import { makeMessageBook } from "../../src/telling/message-book.ts";
import { GitHubWrites } from "../support/github-writes.ts";
import { SlackStub } from "../support/slack-stub.ts";
import type { Life } from "./mortal.ts";
import { applications, environments, workloads } from "./town.ts";

/** Where the people of a town are told: Slack and GitHub as stubs, which outlive every process. */
export interface Ears {
  readonly slack: SlackStub;
  readonly github: GitHubWrites;
}

/** How often Slack and GitHub do not answer, and how often an answer is lost. */
const [awayRate, lostRate] = [0.04, 0.02];

/** Slack and GitHub of a world; they answer badly now and then while it is troubled. */
export function openEars(world: World, isTroubled: () => boolean): Ears {
  const random = makeRandom(`${world.seed} ears`);
  const fault = (): "away" | "answer-lost" | undefined => {
    const drawn = random.next();
    if (!isTroubled() || drawn > awayRate + lostRate) return undefined;
    return drawn < awayRate ? "away" : "answer-lost";
  };
  const now = (): Date => world.clock.now();
  const [slack, github] = [new SlackStub(now), new GitHubWrites(now)];
  slack.fault = fault;
  github.fault = fault;
  return { slack, github };
}

/** What people hear of one process. */
export interface PeopleTold {
  readonly tell: Tell;
  run(signal: AbortSignal): Promise<void>;
  /** Every page, as somebody who opens it sees it now. */
  pages(): Promise<readonly string[]>;
}

/** Opens a process's channels and its page, as the program opens them. What is sent is told of; nothing of a dead process is. */
export async function tellPeople(
  { slack, github }: Ears,
  life: Life,
  clock: Clock,
  members: readonly OpenApplication[],
  said: (where: string, text: string) => void,
): Promise<PeopleTold> {
  const sending =
    <Input extends readonly unknown[]>(
      where: string,
      send: (...input: Input) => Promise<Response>,
      bodyOf: (...input: Input) => unknown,
    ) =>
    (...input: Input): Promise<Response> =>
      life.answer(() => {
        const body = bodyOf(...input);
        if (typeof body === "string") said(where, body);
        return send(...input);
      });
  const book = makeMessageBook((application) => {
    const found = members.find(({ subject }) => subject.application === application);
    const isOnlyLookedAt = found?.subject.environments.every(({ mode }) => mode === "look");
    return isOnlyLookedAt === false ? found?.hands.records : undefined;
  });
  const now = (): Date => clock.now();
  const sendToSlack = sending("message to Slack", slack.send, (_address, { body }) => body);
  const sendToGitHub = sending(
    "message to GitHub",
    github.send,
    (_address: string | URL | Request, init?: RequestInit) => init?.body,
  );
  const telling = makeTelling({
    clock,
    channels: [
      makeBotChannel({
        client: makeSlackClient({ token: slack.token, now, send: sendToSlack }),
        style: { mentions: { failed: [], waiting: [] }, linkTo, driftAt: linkTo },
        book,
        clock,
        channelOf: () => "C0123456789",
      }),
      makeGitHubChannel({
        clientOf: (application) =>
          makeGitHubClient({
            repository: `acme/${application}`,
            auth: { kind: "token", token: "stub" },
            now,
            send: sendToGitHub,
          }),
        statuses: true,
        deployments: true,
        nameOf: (application, environment) => `${application}/${environment}`,
        linkTo,
        book,
        clock,
      }),
    ],
    recall: async (application) => ({ recent: [], repository: `acme/${application}` }),
    onFault: (channel, error) => said(`fault of ${channel}`, String(error)),
  });
  const feed = makeFeed(applications);
  const log = pino({ level: "silent" });
  const audience = await openAudience({}, [feed.tell, telling.tell], log);
  return {
    tell: (happening: Happening) => (life.isOver ? undefined : audience.tell(happening)),
    run: (signal) => telling.run(signal),
    pages: async () => {
      const app = makePageApp({
        feed,
        assets: await loadAssets(),
        access: { kind: "open", names: "any" },
        metrics: { contentType: "text/plain", text: async () => "" },
        lookInto: async () => undefined,
        perform: async () => [],
        onFault: (error) => said("fault of the page", String(error)),
        now,
        stop: new AbortController().signal,
      });
      return Promise.all(places.map(async (place) => (await app.request(place)).text()));
    },
  };
}

/** There is no page that anybody could be led to. */
function linkTo(): undefined {
  return undefined;
}

const places = [
  "/",
  ...applications.flatMap((application) => [
    `/applications/${application}`,
    ...environments.flatMap((environment) => [
      `/applications/${application}/environments/${environment}`,
      ...workloads.map(
        (workload) => `/applications/${application}/environments/${environment}/workloads/${workload}`,
      ),
    ]),
  ]),
];
