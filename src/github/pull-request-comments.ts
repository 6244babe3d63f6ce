import type { PullRequestComments } from "../domain/pull-request.ts";
import type { GitHubAuth, GitHubClient } from "./github-client.ts";
import { hasStatus } from "./github-failure.ts";
import type { WritePace } from "./write-pace.ts";

interface Comment {
  readonly id: number;
  readonly body: string;
}

/**
 * Our comments below pull requests. They are found again by their first line among those that this very credential has written, for whoever
 * can read the line can write it as well; what was read is remembered until the process ends. Needs *Pull requests: write*.
 * https://docs.github.com/en/rest/issues/comments
 */
export function makePullRequestComments(
  client: GitHubClient,
  auth: GitHubAuth,
  pace: WritePace,
): PullRequestComments {
  const known = new Map<string, Comment>();
  let login: Promise<string> | undefined;

  /** A comment that an app made carries the app's id, which nobody can forge; a token's owner is known by name. */
  async function isOurs(
    comment: Awaited<ReturnType<typeof listPage>>[number],
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    if (auth.kind === "app") return comment.performed_via_github_app?.id === auth.appId;
    login ??= ownLogin(client, signal);
    login.catch(() => (login = undefined));
    return comment.user?.login === (await login);
  }

  async function find(
    number: number,
    mark: string,
    signal: AbortSignal | undefined,
  ): Promise<Comment | undefined> {
    for (let page = 1; ; page += 1) {
      const comments = await listPage(client, number, page, signal);
      for (const comment of comments) {
        const { id, body = "" } = comment;
        if (firstLine(body) === mark && (await isOurs(comment, signal))) return { id, body };
      }
      if (comments.length < perPage) return undefined;
    }
  }

  return {
    say: async (number, text, { isNew }, signal) => {
      const mark = firstLine(text);
      const key = `${number} ${mark}`;
      const before = known.get(key) ?? (await find(number, mark, signal));
      if (before !== undefined) known.set(key, before);
      if (before?.body === text) return "said-already";
      if (before === undefined && !isNew) return "nothing-to-say";
      await pace(signal ?? new AbortController().signal, "comment");
      // What was cut off may have been written: it is looked for again.
      known.delete(key);
      if (before === undefined) {
        const { data } = await client.ask(
          async (octokit, target) =>
            octokit.rest.issues.createComment({ ...target, issue_number: number, body: text }),
          signal,
        );
        known.set(key, { id: data.id, body: text });
        return "said";
      }
      try {
        await client.ask(
          async (octokit, target) =>
            octokit.rest.issues.updateComment({ ...target, comment_id: before.id, body: text }),
          signal,
        );
      } catch (error) {
        // Somebody has deleted it: the next thing that there is to say begins a new one.
        if (!hasStatus(error, 404)) throw error;
        return "nothing-to-say";
      }
      known.set(key, { id: before.id, body: text });
      return "said";
    },
  };
}

const perPage = 100;

async function listPage(client: GitHubClient, number: number, page: number, signal: AbortSignal | undefined) {
  const { data } = await client.ask(
    async (octokit, target) =>
      octokit.rest.issues.listComments({ ...target, issue_number: number, per_page: perPage, page }),
    signal,
  );
  return data;
}

async function ownLogin(client: GitHubClient, signal: AbortSignal | undefined): Promise<string> {
  const { data } = await client.ask(
    async (octokit, { request }) => octokit.rest.users.getAuthenticated({ request }),
    signal,
  );
  return data.login;
}

/** GitHub gives line ends back as they were sent, or as its page writes them when a person has edited the comment. */
function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? "";
}
