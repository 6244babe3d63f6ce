import { createHash } from "node:crypto";
import examples from "@octokit/webhooks-examples/api.github.com/index.json" with { type: "json" };
import type { CommitSha } from "../../src/domain/revision.ts";
import type { GivenAnswer } from "./github-description.ts";
import type { GitHubFault } from "./github-writes.ts";

/** A pull request as a test opens it. */
export interface StubPull {
  readonly into: string;
  readonly head: CommitSha;
  /** `owner/name`; null where the fork was deleted. */
  readonly from?: string | null;
  /** What GET answers; null while it is being worked out. */
  readonly mergeable: boolean | null;
  readonly merge?: CommitSha;
}

/** A comment below a pull request. */
export interface StubComment {
  readonly id: number;
  readonly pull: number;
  readonly login: string;
  readonly app?: number;
  readonly body: string;
}

type JsonObject = Readonly<Record<string, unknown>>;

const payloads = examples as unknown as readonly {
  readonly name: string;
  readonly examples: readonly JsonObject[];
}[];

/**
 * Pull requests of `acme/shop` and their comments, in memory. What GitHub itself has sent in its published payloads stands behind every
 * answer; what tests are about is put into it.
 */
export class GitHubPulls {
  readonly pulls = new Map<number, StubPull>();
  readonly comments: StubComment[] = [];
  isPublic = false;
  /** Whom the credential belongs to. */
  login = "autoland-bot";
  /** The app that the credential is an installation of. */
  app: number | undefined;
  fault: (method: string, path: string) => GitHubFault = () => undefined;
  readonly answers: GivenAnswer[] = [];
  /** `METHOD path status`, in order. */
  readonly requests: string[] = [];
  /** Bodies of what was written. */
  readonly sent: string[] = [];
  #id = 1000;

  readonly send = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input);
    const method = init.method ?? "GET";
    const fault = this.fault(method, url.pathname);
    if (fault === "away") throw new TypeError("fetch failed");
    if (fault === "limited")
      return Response.json(
        { message: "You have exceeded a secondary rate limit" },
        { status: 403, headers: { "retry-after": "120" } },
      );
    if (typeof init.body === "string") this.sent.push(init.body);
    const answer = this.#answer(method, url, typeof init.body === "string" ? JSON.parse(init.body) : {});
    if (fault === "answer-lost") throw new TypeError("terminated");
    const etag = `W/"${createHash("sha256").update(JSON.stringify(answer.data)).digest("hex")}"`;
    const isKnown = new Headers(init.headers).get("if-none-match") === etag;
    this.requests.push(`${method} ${url.pathname}${url.search} ${isKnown ? 304 : answer.status}`);
    if (isKnown) return new Response(null, { status: 304, headers: { etag } });
    return Response.json(answer.data, { status: answer.status, headers: { etag, ...answer.headers } });
  };

  #answer(
    method: string,
    url: URL,
    body: JsonObject,
  ): {
    readonly status: number;
    readonly data: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  } {
    const give = (path: string, status: number, data: unknown, headers = {}) => {
      this.answers.push({ path, method, status, data });
      return { status, data, headers };
    };
    const [, first, , , group, id = "", kind] = url.pathname.split("/");
    const base = "/repos/{owner}/{repo}";
    if (first === "user")
      return this.app === undefined
        ? give("/user", 200, { ...userOf(this.login), ...userCounts })
        : refuse(403, "Resource not accessible by integration");
    if (group === undefined)
      return give(base, 200, { ...repositoryOf("acme/shop", !this.isPublic), ...repositoryCounts });
    if (group === "pulls" && id === "") {
      const { page, link } = pageOf([...this.pulls].toReversed(), url);
      return give(
        `${base}/pulls`,
        200,
        page.map(([number, pull]) => simplePull(number, pull)),
        link,
      );
    }
    if (group === "pulls") {
      const pull = this.pulls.get(Number(id));
      return pull === undefined
        ? refuse(404, "Not Found")
        : give(`${base}/pulls/{pull_number}`, 200, fullPull(Number(id), pull));
    }
    if (group === "issues" && id === "comments" && method === "PATCH") {
      const at = this.comments.findIndex((comment) => comment.id === Number(kind));
      const before = this.comments[at];
      if (before === undefined) return refuse(404, "Not Found");
      const tooLong = refusedFor(body);
      if (tooLong !== undefined) return tooLong;
      const after = { ...before, body: String(body["body"]) };
      this.comments[at] = after;
      return give(`${base}/issues/comments/{comment_id}`, 200, commentData(after));
    }
    if (group === "issues" && kind === "comments") {
      const path = `${base}/issues/{issue_number}/comments`;
      if (method === "GET") {
        const own = this.comments.filter(({ pull }) => pull === Number(id));
        const { page, link } = pageOf(own, url);
        return give(path, 200, page.map(commentData), link);
      }
      const tooLong = refusedFor(body);
      if (tooLong !== undefined) return tooLong;
      return give(path, 201, commentData(this.write(Number(id), String(body["body"]))));
    }
    return refuse(404, "Not Found");
  }

  /** Writes a comment, as the credential's owner or as somebody else. */
  write(pull: number, body: string, by?: string): StubComment {
    this.#id += 1;
    const { app } = this;
    const author =
      by === undefined ? { login: this.login, ...(app === undefined ? {} : { app }) } : { login: by };
    const comment = { id: this.#id, pull, body, ...author };
    this.comments.push(comment);
    return comment;
  }
}

function refuse(status: number, message: string) {
  return { status, data: { message } };
}

/** https://docs.github.com/en/rest/issues/comments: what GitHub says of a longer one. */
function refusedFor(body: JsonObject): { readonly status: number; readonly data: unknown } | undefined {
  return String(body["body"]).length > 65_536
    ? { status: 422, data: { message: "Validation Failed: body is too long (maximum is 65536 characters)" } }
    : undefined;
}

function pageOf<T>(
  items: readonly T[],
  url: URL,
): { readonly page: readonly T[]; readonly link: Record<string, string> } {
  const size = Number(url.searchParams.get("per_page") ?? "30");
  const number = Number(url.searchParams.get("page") ?? "1");
  const hasNext = number * size < items.length;
  return {
    page: items.slice((number - 1) * size, number * size),
    link: hasNext ? { link: `<https://api.github.com/next?page=${number + 1}>; rel="next"` } : {},
  };
}

function exampleOf(event: string, action: string): JsonObject {
  const found = payloads
    .find(({ name }) => name === event)
    ?.examples.find((example) => example["action"] === action);
  if (found === undefined) throw new Error(`no example of ${event} ${action}`);
  return found;
}

function objectIn(from: JsonObject, name: string): JsonObject {
  const value = from[name];
  if (typeof value !== "object" || value === null) throw new Error(`no ${name}`);
  return value as JsonObject;
}

const opened = objectIn(exampleOf("pull_request", "opened"), "pull_request");
const commented = objectIn(exampleOf("issue_comment", "created"), "comment");
const exampleUser = objectIn(commented, "user");
const exampleRepository = objectIn(objectIn(opened, "base"), "repo");

/** What webhooks leave out of a repository. */
const repositoryCounts = { network_count: 0, subscribers_count: 0, has_discussions: false };
const userCounts = {
  bio: null,
  blog: null,
  company: null,
  email: null,
  followers: 0,
  following: 0,
  hireable: null,
  location: null,
  name: null,
  public_gists: 0,
  public_repos: 0,
  created_at: "2020-01-01T00:00:00Z",
  updated_at: "2020-01-01T00:00:00Z",
};

function userOf(login: string): JsonObject {
  return { ...exampleUser, login };
}

function repositoryOf(name: string, isPrivate: boolean): JsonObject {
  return {
    ...exampleRepository,
    full_name: name,
    name: name.split("/")[1],
    private: isPrivate,
    has_discussions: false,
  };
}

function simplePull(number: number, pull: StubPull): JsonObject {
  const { mergeable: _worked, ...simple } = fullPull(number, pull);
  return simple;
}

function fullPull(
  number: number,
  { into, head, from = "acme/shop", mergeable, merge }: StubPull,
): JsonObject {
  const repo = from === null ? null : repositoryOf(from, true);
  return {
    ...opened,
    auto_merge: null,
    number,
    mergeable,
    merge_commit_sha: merge ?? null,
    head: { ...objectIn(opened, "head"), sha: head, repo },
    base: { ...objectIn(opened, "base"), ref: into, repo: repositoryOf("acme/shop", true) },
  };
}

function commentData({ id, body, login, app }: StubComment): JsonObject {
  return {
    ...commented,
    id,
    body,
    user: userOf(login),
    performed_via_github_app: app === undefined ? null : integration(app),
  };
}

function integration(id: number): JsonObject {
  return {
    id,
    slug: "autoland",
    node_id: "A_1",
    owner: exampleUser,
    name: "Autoland",
    description: null,
    external_url: "https://autoland.acme.example",
    html_url: "https://github.com/apps/autoland",
    created_at: "2020-01-01T00:00:00Z",
    updated_at: "2020-01-01T00:00:00Z",
    permissions: {},
    events: [],
  };
}
