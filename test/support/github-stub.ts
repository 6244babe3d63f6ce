import { createHash, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { RestEndpointMethodTypes } from "@octokit/rest";
import type { GivenAnswer } from "./github-description.ts";
import { type GitObject, GitReader, treeEntriesIn } from "./git-reader.ts";
import type { GitRepository } from "./git-repository.ts";

/** An answer that the stub gives in place of its own. */
export interface StubAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message?: string;
}

/** One request that the stub answered. */
export interface StubRequest {
  readonly method: string;
  /** Path with query, without the API's base. */
  readonly path: string;
  readonly status: number;
}

/** What the stub does besides answering. */
export interface StubOptions {
  readonly repository: GitRepository;
  /** Accepted tokens; an installation's is added when it is made. */
  readonly token: string;
  /** The public key of the app whose installation 42 may make tokens. */
  readonly app?: { readonly appId: number; readonly publicKey: KeyObject };
  /** Trees of more entries are listed in part, as GitHub does above 100,000. */
  readonly longestTree?: number;
}

type Data<
  Group extends keyof RestEndpointMethodTypes,
  Method extends keyof RestEndpointMethodTypes[Group],
> = RestEndpointMethodTypes[Group][Method] extends { response: { data: infer Answer } } ? Answer : never;

type RuleType = Data<"repos", "getBranchRules">[number]["type"];

interface Answer {
  /** The path as GitHub's description names it; none for what the description is not held against. */
  readonly as?: string;
  readonly data: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * GitHub's REST API for one repository, `acme/shop`, over a real Git repository: branches, commits, trees, blobs,
 * comparison, with pages, entity tags and refusals. Answers have the types of GitHub's OpenAPI description (as
 * Octokit publishes them), which the compiler checks.
 */
export class GitHubStub implements AsyncDisposable {
  readonly requests: StubRequest[] = [];
  /** What was answered to whom reads the repository, for a test that holds it against GitHub's description. */
  readonly answers: GivenAnswer[] = [];
  /** Looked at before each answer; an answer of its own replaces the stub's. */
  fault: (request: { readonly method: string; readonly path: string }) => StubAnswer | "silence" | undefined =
    () => undefined;
  /** Branches with classic protection. */
  readonly protectedBranches = new Set<string>();
  /** The kinds of the rules that rulesets lay on a branch. */
  readonly rules = new Map<string, readonly RuleType[]>();
  /** What GitHub finds of a commit's signature; `unsigned` where nothing stands. */
  readonly verifications = new Map<string, string>();
  readonly #options: StubOptions;
  readonly #server: Server;
  readonly #tokens: Set<string>;
  #reader: GitReader | undefined;

  private constructor(options: StubOptions) {
    this.#options = options;
    this.#tokens = new Set([options.token]);
    this.#server = createServer((request, response) => {
      void this.#serve(request, response);
    });
  }

  static async start(options: StubOptions): Promise<GitHubStub> {
    const stub = new GitHubStub(options);
    await new Promise<void>((resolve) => stub.#server.listen(0, "127.0.0.1", resolve));
    return stub;
  }

  /** As GitHub Enterprise Server's. */
  get baseUrl(): string {
    const address = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${address.port}/api/v3`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#reader?.[Symbol.dispose]();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "").replace(/^\/api\/v3/, "");
    const method = request.method ?? "GET";
    const send = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): void => {
      this.requests.push({ method, path, status });
      response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers }).end(body);
    };
    const fault = this.fault({ method, path });
    if (fault === "silence") {
      this.requests.push({ method, path, status: 0 });
      return;
    }
    if (fault !== undefined) {
      send(fault.status, JSON.stringify({ message: fault.message ?? "refused" }), fault.headers);
      return;
    }
    try {
      const answer = await this.#answer(method, path, request.headers.authorization ?? "");
      const { as, data } = answer;
      if (as !== undefined)
        this.answers.push({ method, path: `/repos/{owner}/{repo}/${as}`, status: 200, data });
      const body = JSON.stringify(data);
      const etag = `W/"${createHash("sha256").update(body).digest("hex")}"`;
      if (request.headers["if-none-match"] === etag) send(304, "", { etag });
      else send(200, body, { etag, ...answer.headers });
    } catch (error) {
      if (error instanceof Refusal) send(error.status, JSON.stringify({ message: error.message }));
      else send(500, JSON.stringify({ message: String(error) }));
    }
  }

  async #answer(method: string, path: string, authorization: string): Promise<Answer> {
    const url = new URL(path, "http://stub");
    if (method === "POST" && url.pathname === "/app/installations/42/access_tokens")
      return { data: this.#installationToken(authorization) };
    if (!this.#tokens.has(authorization.replace(/^(?:token|bearer) /i, "")))
      throw new Refusal(401, "Bad credentials");
    const [, , owner, repo, ...rest] = url.pathname.split("/").map((part) => decodeURIComponent(part));
    if (owner !== "acme" || repo !== "shop") throw new Refusal(404, "Not Found");
    const route = rest.join("/");
    if (route === "") return { data: { full_name: "acme/shop" } };
    if (route === "branches") return { as: "branches", ...(await this.#branches(url)) };
    if (route === "commits") return { as: "commits", ...(await this.#commits(url)) };
    const [group, kind, ...ids] = rest;
    if (group === "branches")
      return { as: "branches/{branch}", data: await this.#branch(rest.slice(1).join("/")) };
    if (group === "rules" && kind === "branches")
      return { as: "rules/branches/{branch}", ...pageOf(this.#rulesOf(ids.join("/")), url) };
    const id = ids.join("/");
    if (group === "compare")
      return { as: "compare/{basehead}", data: await this.#compare(rest.slice(1).join("/")) };
    if (group === "git" && kind === "commits")
      return { as: "git/commits/{commit_sha}", data: await this.#commit(id) };
    if (group === "git" && kind === "trees")
      return { as: "git/trees/{tree_sha}", data: await this.#tree(id, url.searchParams.has("recursive")) };
    if (group === "git" && kind === "blobs")
      return { as: "git/blobs/{file_sha}", data: await this.#blob(id) };
    throw new Refusal(404, "Not Found");
  }

  /** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
  #installationToken(authorization: string): { readonly token: string; readonly expires_at: string } {
    const [head = "", claims = "", signature = ""] = authorization.replace(/^bearer /i, "").split(".");
    const { app } = this.#options;
    const isSigned =
      app !== undefined &&
      verify("sha256", Buffer.from(`${head}.${claims}`), app.publicKey, Buffer.from(signature, "base64url"));
    const issuer: unknown = isSigned
      ? JSON.parse(Buffer.from(claims, "base64url").toString()).iss
      : undefined;
    if (!isSigned || String(issuer) !== String(app.appId))
      throw new Refusal(401, "A JSON web token could not be decoded");
    const token = `ghs_installation${this.#tokens.size}`;
    this.#tokens.add(token);
    return { token, expires_at: new Date(Date.now() + 3_600_000).toISOString() };
  }

  async #branches(url: URL): Promise<Answer> {
    const lines = await this.#lines([
      "for-each-ref",
      "--format=%(refname:lstrip=2) %(objectname)",
      "refs/heads/",
    ]);
    const branches: Data<"repos", "listBranches"> = lines.map((line) => {
      const [name = "", sha = ""] = line.split(" ");
      return { name, commit: { sha, url: somewhere }, protected: this.protectedBranches.has(name) };
    });
    return pageOf(branches, url);
  }

  async #branch(name: string): Promise<Data<"repos", "getBranch">> {
    const { id: sha } = await this.#known(`refs/heads/${name}`, "commit");
    const isProtected = this.protectedBranches.has(name);
    return {
      name,
      commit: await this.#listedCommit(sha),
      _links: { html: `${somewhere}/tree/${name}`, self: `${somewhere}/branches/${name}` },
      protected: isProtected,
      protection: { enabled: isProtected },
      protection_url: `${somewhere}/branches/${name}/protection`,
    };
  }

  async #listedCommit(sha: string): Promise<ListedCommit> {
    const [line = ""] = await this.#lines(["log", "-1", `--format=${listed}`, sha]);
    return listedCommit(line);
  }

  /** A branch that does not exist has the rules that it would have. */
  #rulesOf(branch: string): readonly unknown[] {
    return (this.rules.get(branch) ?? []).map((type) => ({
      type,
      ruleset_source_type: "Repository",
      ruleset_source: "acme/shop",
      ruleset_id: 42,
    }));
  }

  async #commits(url: URL): Promise<Answer> {
    const { id: head } = await this.#known(url.searchParams.get("sha") ?? "HEAD", "commit");
    const path = url.searchParams.get("path");
    const limit = path === null ? [] : ["--", path];
    const lines = await this.#lines(["--literal-pathspecs", "log", `--format=${listed}`, head, ...limit]);
    return pageOf(lines.map(listedCommit), url);
  }

  async #commit(id: string): Promise<Data<"git", "getCommit">> {
    const { bytes } = await this.#known(id, "commit");
    const [head = ""] = bytes.toString().split("\n\n");
    const valuesOf = (name: string): readonly string[] =>
      head.split("\n").flatMap((line) => (line.startsWith(`${name} `) ? [line.slice(name.length + 1)] : []));
    const nobody = { name: "Ada", email: "ada@example.com", date: "2024-01-01T00:00:00Z" };
    return {
      sha: id,
      node_id: "",
      url: somewhere,
      html_url: somewhere,
      author: nobody,
      committer: nobody,
      message: "",
      tree: { sha: valuesOf("tree")[0] ?? "", url: somewhere },
      parents: valuesOf("parent").map((sha) => ({ sha, url: somewhere, html_url: somewhere })),
      verification: this.#verificationOf(id),
    };
  }

  #verificationOf(id: string): Data<"git", "getCommit">["verification"] {
    const reason = this.verifications.get(id) ?? "unsigned";
    const verified = reason === "valid";
    const signature = reason === "unsigned" ? null : "-----BEGIN SSH SIGNATURE-----";
    const payload = reason === "unsigned" ? null : `tree ${id}`;
    return { verified, reason, signature, payload, verified_at: verified ? "2024-01-01T00:00:00Z" : null };
  }

  async #tree(id: string, isRecursive: boolean): Promise<Data<"git", "getTree">> {
    const entries = await this.#entriesOf((await this.#known(id, "tree")).bytes, "", isRecursive);
    const longest = this.#options.longestTree ?? 100_000;
    return { sha: id, url: somewhere, truncated: entries.length > longest, tree: entries.slice(0, longest) };
  }

  async #entriesOf(
    tree: Buffer,
    below: string,
    isRecursive: boolean,
  ): Promise<Data<"git", "getTree">["tree"]> {
    const found = treeEntriesIn(tree).map(async ({ mode, name, id }) => {
      const path = `${below}${name}`;
      const entry = { path, mode: mode.padStart(6, "0"), sha: id, url: somewhere };
      if (mode === "160000") return [{ ...entry, type: "commit" }];
      const { type, bytes } = await this.#known(id, mode === "40000" ? "tree" : "blob");
      if (type === "blob") return [{ ...entry, type, size: bytes.length }];
      return [{ ...entry, type }, ...(isRecursive ? await this.#entriesOf(bytes, `${path}/`, true) : [])];
    });
    return (await Promise.all(found)).flat();
  }

  async #blob(id: string): Promise<Data<"git", "getBlob">> {
    const { bytes } = await this.#known(id, "blob");
    // GitHub breaks the lines of what it encodes.
    const encoded = bytes.toString("base64").replaceAll(/.{60}/g, "$&\n");
    return { sha: id, node_id: "", size: bytes.length, url: somewhere, content: encoded, encoding: "base64" };
  }

  async #compare(basehead: string): Promise<Data<"repos", "compareCommitsWithBasehead">> {
    const [base = "", head = ""] = basehead.split("...");
    await this.#known(base, "commit");
    await this.#known(head, "commit");
    const [counts = ""] = await this.#lines(["rev-list", "--left-right", "--count", `${base}...${head}`]);
    const [behind = 0, ahead = 0] = counts.split(/\s+/).map(Number);
    const status = behind === 0 ? (ahead === 0 ? "identical" : "ahead") : ahead === 0 ? "behind" : "diverged";
    const between = ["log", `--format=${listed}`, "--max-count=250", head, `^${base}`];
    const commits = (await this.#lines(between)).map(listedCommit);
    const [mergeBase = base] = await this.#lines(["merge-base", base, head]).catch(() => [base]);
    return {
      url: somewhere,
      html_url: somewhere,
      permalink_url: somewhere,
      diff_url: somewhere,
      patch_url: somewhere,
      base_commit: await this.#listedCommit(base),
      merge_base_commit: await this.#listedCommit(mergeBase),
      status,
      ahead_by: ahead,
      behind_by: behind,
      total_commits: ahead,
      commits,
      files: [],
    };
  }

  async #known(name: string, type: string): Promise<GitObject> {
    this.#reader ??= new GitReader(this.#options.repository.folder);
    const found = await this.#reader.object(`${name}^{${type}}`);
    if (found === undefined) throw new Refusal(404, "Not Found");
    return found;
  }

  async #lines(args: readonly string[]): Promise<readonly string[]> {
    const output = await this.#options.repository.git(args);
    return output.split("\n").filter((line) => line !== "");
  }
}

type ListedCommit = Data<"repos", "listCommits">[number];

/** A commit in a line of `git log`: its id, its tree, its author, its parents. */
const listed = "%H %T %ae %P";

function listedCommit(line: string): ListedCommit {
  const [sha = "", tree = "", email = "", ...parents] = line.split(" ").filter((part) => part !== "");
  const author = { name: "Ada", email, date: "2024-01-01T00:00:00Z" };
  return {
    sha,
    node_id: "",
    url: somewhere,
    html_url: somewhere,
    comments_url: somewhere,
    author: null,
    committer: null,
    parents: parents.map((parent) => ({ sha: parent, url: somewhere })),
    commit: {
      url: somewhere,
      author,
      committer: author,
      message: "",
      comment_count: 0,
      tree: { sha: tree, url: somewhere },
    },
  };
}

/** Addresses in answers lead nowhere: nobody follows them. */
const somewhere = "https://api.github.example/repos/acme/shop";

class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function pageOf(items: readonly unknown[], url: URL): Answer {
  const size = Number(url.searchParams.get("per_page") ?? "30");
  const page = Number(url.searchParams.get("page") ?? "1");
  const next = new URL(url);
  next.searchParams.set("page", String(page + 1));
  const isLast = page * size >= items.length;
  return {
    data: items.slice((page - 1) * size, page * size),
    headers: isLast ? {} : { link: `<https://stub${next.pathname}${next.search}>; rel="next"` },
  };
}
