import type { GivenAnswer } from "./github-description.ts";
import type { RestEndpointMethodTypes } from "@octokit/rest";

type Data<
  Group extends keyof RestEndpointMethodTypes,
  Method extends keyof RestEndpointMethodTypes[Group],
> = RestEndpointMethodTypes[Group][Method] extends { response: { data: infer Answer } } ? Answer : never;

type StatusData = Data<"repos", "getCombinedStatusForRef">["statuses"][number];
type DeploymentData = Data<"repos", "listDeployments">[number];
type DeploymentStatusData = Data<"repos", "listDeploymentStatuses">[number];

/** What goes wrong with a request: nobody answers; it is carried out and the answer is lost; GitHub asks to wait. */
export type GitHubFault = "away" | "answer-lost" | "limited" | undefined;

const at = "2026-11-20T09:00:00Z";

/**
 * The part of GitHub's REST API that is written to, in memory: commit statuses and deployments of one repository. What GitHub refuses is
 * refused; answers have the types of GitHub's OpenAPI description, which the compiler checks, and a test holds against the description itself.
 */
export class GitHubWrites {
  /** In the order in which they were made. */
  readonly statuses: (StatusData & { readonly sha: string })[] = [];
  readonly deployments: DeploymentData[] = [];
  readonly deploymentStatuses: (DeploymentStatusData & { readonly deployment: number })[] = [];
  /** When each writing request arrived. */
  readonly writes: number[] = [];
  readonly answers: GivenAnswer[] = [];
  readonly sent: string[] = [];
  fault: (method: string, path: string) => GitHubFault = () => undefined;
  readonly #now: () => Date;
  #id = 0;

  constructor(now: () => Date) {
    this.#now = now;
  }

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
    const body = typeof init.body === "string" ? init.body : "";
    this.sent.push(`${url.pathname} ${body}`);
    if (method !== "GET") this.writes.push(this.#now().getTime());
    const answer = this.#answer(method, url, body === "" ? {} : JSON.parse(body));
    if (fault === "answer-lost") throw new TypeError("terminated");
    return answer;
  };

  #answer(method: string, url: URL, body: Readonly<Record<string, unknown>>): Response {
    const [, , , , ...rest] = url.pathname.split("/").map((part) => decodeURIComponent(part));
    const [group, id = "", kind] = rest;
    const base = "/repos/{owner}/{repo}";
    const give = (path: string, status: number, data: unknown): Response => {
      this.answers.push({ path: `${base}${path}`, method, status, data });
      return Response.json(data, { status });
    };
    if (group === "commits" && kind === "status")
      return give("/commits/{ref}/status", 200, this.#combined(id));
    if (group === "statuses" && method === "POST") {
      const { description, state, context, target_url: link } = body;
      if (typeof description === "string" && description.length > 140)
        return Response.json({ message: "Validation Failed" }, { status: 422 });
      const status = this.#status(String(state), String(context), String(description), textOf(link));
      this.statuses.push({ ...status, sha: id });
      return give("/statuses/{sha}", 201, { ...status, creator: null });
    }
    if (group === "deployments" && id === "") {
      if (method === "GET") {
        const found = this.deployments.filter(
          ({ sha, environment }) =>
            sha === url.searchParams.get("sha") && environment === url.searchParams.get("environment"),
        );
        return give("/deployments", 200, found.toReversed());
      }
      if (
        !Array.isArray(body["required_contexts"]) ||
        body["required_contexts"].length > 0 ||
        body["auto_merge"] !== false
      )
        return Response.json({ message: "Conflict: Commit status checks failed" }, { status: 409 });
      const deployment = this.#deployment(body);
      this.deployments.push(deployment);
      return give("/deployments", 201, deployment);
    }
    if (group === "deployments" && kind === "statuses") {
      const path = "/deployments/{deployment_id}/statuses";
      if (method === "GET") {
        const found = this.deploymentStatuses.filter(({ deployment }) => deployment === Number(id));
        return give(
          path,
          200,
          found.toReversed().map(({ deployment: _of, ...status }) => status),
        );
      }
      const status = this.#deploymentStatus(Number(id), body);
      this.deploymentStatuses.push({ ...status, deployment: Number(id) });
      return give(path, 201, status);
    }
    return Response.json({ message: "Not Found" }, { status: 404 });
  }

  #combined(sha: string): Data<"repos", "getCombinedStatusForRef"> {
    const newest = new Map(
      this.statuses.filter((status) => status.sha === sha).map((status) => [status.context, status]),
    );
    const statuses = [...newest.values()].map(({ sha: _of, ...status }) => status);
    return {
      state: "pending",
      statuses,
      sha,
      total_count: statuses.length,
      repository,
      commit_url: `https://api.github.com/repos/acme/shop/commits/${sha}`,
      url: `https://api.github.com/repos/acme/shop/commits/${sha}/status`,
    };
  }

  #status(state: string, context: string, description: string, link: string): StatusData {
    this.#id += 1;
    return {
      id: this.#id,
      node_id: `S_${this.#id}`,
      url: `https://api.github.com/repos/acme/shop/statuses/${this.#id}`,
      avatar_url: null,
      state,
      context,
      description,
      target_url: link,
      created_at: at,
      updated_at: at,
    };
  }

  #deployment(body: Readonly<Record<string, unknown>>): DeploymentData {
    this.#id += 1;
    const environment = String(body["environment"]);
    return {
      id: this.#id,
      node_id: `D_${this.#id}`,
      url: `https://api.github.com/repos/acme/shop/deployments/${this.#id}`,
      sha: String(body["ref"]),
      ref: String(body["ref"]),
      task: "deploy",
      payload: JSON.parse(JSON.stringify(body["payload"] ?? {})),
      original_environment: environment,
      environment,
      description: String(body["description"]),
      creator: null,
      created_at: at,
      updated_at: at,
      statuses_url: `https://api.github.com/repos/acme/shop/deployments/${this.#id}/statuses`,
      repository_url: "https://api.github.com/repos/acme/shop",
      transient_environment: false,
      production_environment: false,
    };
  }

  #deploymentStatus(deployment: number, body: Readonly<Record<string, unknown>>): DeploymentStatusData {
    this.#id += 1;
    return {
      id: this.#id,
      node_id: `DS_${this.#id}`,
      url: `https://api.github.com/repos/acme/shop/deployments/${deployment}/statuses/${this.#id}`,
      state: String(body["state"]) as DeploymentStatusData["state"],
      creator: null,
      description: textOf(body["description"]),
      environment: "test",
      target_url: "",
      log_url: textOf(body["log_url"]),
      environment_url: textOf(body["environment_url"]),
      created_at: at,
      updated_at: at,
      deployment_url: `https://api.github.com/repos/acme/shop/deployments/${deployment}`,
      repository_url: "https://api.github.com/repos/acme/shop",
    };
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

type RepositoryData = Data<"repos", "getCombinedStatusForRef">["repository"];

const repositoryAddresses = [
  "archive_url",
  "assignees_url",
  "blobs_url",
  "branches_url",
  "collaborators_url",
  "comments_url",
  "commits_url",
  "compare_url",
  "contents_url",
  "contributors_url",
  "deployments_url",
  "downloads_url",
  "events_url",
  "forks_url",
  "git_commits_url",
  "git_refs_url",
  "git_tags_url",
  "hooks_url",
  "html_url",
  "issue_comment_url",
  "issue_events_url",
  "issues_url",
  "keys_url",
  "labels_url",
  "languages_url",
  "merges_url",
  "milestones_url",
  "notifications_url",
  "pulls_url",
  "releases_url",
  "stargazers_url",
  "statuses_url",
  "subscribers_url",
  "subscription_url",
  "tags_url",
  "teams_url",
  "trees_url",
  "url",
] as const;
const userAddresses = [
  "avatar_url",
  "events_url",
  "followers_url",
  "following_url",
  "gists_url",
  "html_url",
  "organizations_url",
  "received_events_url",
  "repos_url",
  "starred_url",
  "subscriptions_url",
  "url",
] as const;

function addresses<Name extends string>(names: readonly Name[], base: string): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, `${base}/${name}`])) as Record<Name, string>;
}

/** The repository, as short as GitHub ever describes one. */
const repository: RepositoryData = {
  ...addresses(repositoryAddresses, "https://api.github.com/repos/acme/shop"),
  id: 1,
  node_id: "R_1",
  name: "shop",
  full_name: "acme/shop",
  description: null,
  fork: false,
  private: true,
  owner: {
    ...addresses(userAddresses, "https://api.github.com/users/acme"),
    id: 2,
    node_id: "O_2",
    login: "acme",
    gravatar_id: null,
    site_admin: false,
    type: "Organization",
  },
};
