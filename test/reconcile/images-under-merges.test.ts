import { describe, expect, test } from "vitest";
import { answerImageQuestion } from "../../src/reconcile/answer-image-questions.ts";
import type { ImageAnswer, ImageQuestion } from "../../src/desired/image-question.ts";
import type { Cloud } from "../../src/domain/cloud.ts";
import { present } from "../../src/domain/observed.ts";
import type { Report } from "../../src/domain/report.ts";
import type { CommitSha } from "../../src/domain/revision.ts";
import { regionState } from "../../src/simulator/cloudformation/state.ts";
import { MemorySource } from "../support/memory-source.ts";
import { openAdoptedShop, type Shop } from "../support/shop.ts";
import { stepLabel } from "../support/steps.ts";

describe("a pull request whose merge is what CI builds and tags", () => {
  test("is deployed from the merge's image, and promoted with it", async () => {
    const shop = await openAdoptedShop();
    const { commit, merge } = mergePullRequest(shop);
    expect(messages(await shop.sync())).toEqual([
      `the image of api for commit ${commit.slice(0, 8)} is not in its repository (looked for 6 tags: ` +
        `${commit}, ${commit.slice(0, 8)}, ${commit.slice(0, 7)}, and those of 1 later commit with the same sources)`,
    ]);
    const digest = shop.push("api", merge);
    expect(applied(await shop.sync())).toEqual(["update-stack shop-develop-api"]);
    expect(stacksWith(shop, digest)).toEqual(["shop-develop-api"]);
    shop.source.merge("release", shop.source.head("develop"));
    expect(applied(await shop.sync())).toEqual(["update-stack shop-staging-api"]);
    expect(applied(await shop.sync())).toEqual(["update-stack shop-production-api"]);
    expect(stacksWith(shop, digest)).toEqual(["shop-develop-api", "shop-production-api", "shop-staging-api"]);
    expect(applied(await shop.sync())).toEqual([]);
  });
});

describe("which tags are looked for", () => {
  test("the touching commit's image wins over those of later commits, and of them the newest", async () => {
    const { source, way } = historyOf(3);
    const [newest, middle, touching] = way;
    if (newest === undefined || middle === undefined || touching === undefined) throw new Error("too short");
    const answers = [];
    for (const built of [[newest, middle, touching], [middle, newest], [middle], []])
      answers.push(told(await answerImageQuestion({ source, cloud: registry(built) }, newest, asked, never)));
    expect(answers).toEqual([touching, newest, middle, `missing ${touching} 3 2`]);
  });

  test("of hundreds of commits, in one request of at most a hundred image ids", async () => {
    const { source, way } = historyOf(300);
    const requests: number[] = [];
    const cloud = registry([], requests);
    const head = source.head("main");
    const question = { ...asked, running: "111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/api:build-7" };
    expect(told(await answerImageQuestion({ source, cloud }, head, question, never))).toBe(
      `missing ${way.at(-1)} 3 29`,
    );
    expect(requests).toEqual([91]);
  });

  test("none, once the touching commit is part of what was applied", async () => {
    const { source, way } = historyOf(3);
    const requests: number[] = [];
    const question = { ...asked, running: "registry/shop/api@sha256:1", appliedCommit: way[1] };
    const answer = await answerImageQuestion(
      { source, cloud: registry([], requests) },
      source.head("main"),
      question,
      never,
    );
    expect([answer.kind, requests]).toEqual(["untouched", []]);
  });
});

const never = new AbortController().signal;

const asked: ImageQuestion = {
  workload: "api",
  container: { name: "api", isMain: true, build: "api/Dockerfile", paths: ["api"] },
  repositoryArn: "arn:aws:ecr:eu-west-1:111111111111:repository/shop/api",
  running: undefined,
  appliedCommit: undefined,
  paths: ["api"],
};

/** Develop goes on while a pull request changes the API; then it is merged with a merge commit. */
function mergePullRequest({ source }: Shop): { readonly commit: CommitSha; readonly merge: CommitSha } {
  const change = { "api/server.mjs": "// changed in a pull request\n" };
  const commit = source.commit("feature", change, [source.head("develop")]);
  const meanwhile = source.commit("develop", { "docs/notes.md": "meanwhile\n" });
  return { commit, merge: source.commit("develop", change, [meanwhile, commit]) };
}

/** One commit that touches the API and others, newest first, that do not. */
function historyOf(length: number): { readonly source: MemorySource; readonly way: readonly CommitSha[] } {
  const source = new MemorySource();
  const way = [source.commit("main", { "api/Dockerfile": "FROM scratch\n" })];
  while (way.length < length) way.unshift(source.commit("main", { "web/a": String(way.length) }));
  return { source, way };
}

/** A registry that has an image for each of these commits; the sizes of requests are noted. */
function registry(commits: readonly CommitSha[], requests: number[] = []): Cloud {
  return {
    observe: unused,
    observeAddons: unused,
    observeServices: unused,
    findLoadBalancer: unused,
    findCertificateNames: unused,
    findPrefixLists: unused,
    findSubnets: unused,
    readNested: unused,
    findOpenStages: unused,
    listAssets: unused,
    tryApplyRole: unused,
    findPlatforms: unused,
    findTaggedSecrets: unused,
    findParameters: unused,
    findExports: unused,
    findImages: async ({ tags }) => {
      requests.push(tags.length);
      const there = commits.filter((commit) => tags.includes(commit));
      return present(new Map(there.map((commit) => [commit, `sha256:${commit}`])));
    },
  };
}

function unused(): never {
  throw new Error("not asked for");
}

function told(answer: ImageAnswer): string {
  switch (answer.kind) {
    case "recorded":
      return answer.address;
    case "found":
      expect(answer.digest).toBe(`sha256:${answer.tag}`);
      return answer.commit;
    case "missing":
      return `missing ${answer.commit} ${answer.tags.length} ${answer.laterCommits}`;
    case "unknown":
      return answer.message;
    case "untouched":
      return "untouched";
  }
}

function applied(report: Report): readonly string[] {
  return report.outcomes.filter((outcome) => outcome.kind === "applied").map(({ step }) => stepLabel(step));
}

function stacksWith({ world }: Shop, digest: string): readonly string[] {
  return world.cells
    .everywhere(regionState)
    .flatMap(({ value }) => [...value.stacks.values()])
    .filter((stack) => stack.current?.parameters["ContainerImage"]?.endsWith(`@${digest}`) === true)
    .map((stack) => stack.name)
    .toSorted();
}

function messages(report: Report): readonly string[] {
  return report.plan.environments.flatMap((plan) => plan.held.map((item) => item.message));
}
