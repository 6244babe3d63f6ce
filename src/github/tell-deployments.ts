import type { Deployment, DeploymentState } from "../notify/deployment.ts";
import { deploymentKey } from "../notify/deployment.ts";
import { isOver, stateOf } from "../notify/deployment-state.ts";
import { stateSigns } from "../notify/summary.ts";
import type { MessageBook } from "../telling/message-book.ts";
import type { GitHubClient } from "./github-client.ts";
import { hasStatus } from "./github-failure.ts";
import type { WritePace } from "./write-pace.ts";

/** The name of the channel in records. */
const channel = "github-deployment";

/** A deployment's state in GitHub's words. https://docs.github.com/en/rest/deployments/statuses */
const states = {
  waiting: "queued",
  running: "in_progress",
  held: "queued",
  failed: "failure",
  deployed: "success",
  overtaken: "inactive",
} as const satisfies Partial<Record<DeploymentState, string>>;

interface Told {
  readonly id: number;
  /** GitHub's word, or the empty text before the first. */
  readonly state: string;
}

/**
 * Keeps GitHub's deployments as they should be: one for each of ours, with a status when its state changes. What was made and not written
 * down is found again by commit and environment. Needs deployments to be read and written.
 */
export class DeploymentTeller {
  readonly #told = new Map<string, Told>();
  readonly #doubtful = new Set<string>();
  readonly #pace: WritePace;
  readonly #book: MessageBook;

  constructor(pace: WritePace, book: MessageBook) {
    this.#pace = pace;
    this.#book = book;
  }

  async tell(
    client: GitHubClient,
    deployment: Deployment,
    as: { readonly environment: string; readonly link: string | undefined },
    signal: AbortSignal,
  ): Promise<void> {
    const key = deploymentKey(deployment);
    const ours = stateOf(deployment);
    if (ours === "quiet") return;
    const state = states[ours];
    const known = this.#told.get(key) ?? (await this.#recalled(client, deployment, state, signal));
    if (known?.state === state) return;
    if (known === undefined && ours === "overtaken") return;
    const before = known ?? (await this.#findOrMake(client, deployment, as.environment, signal));
    if (before === undefined) return;
    this.#told.set(key, before);
    if (before.state !== state) {
      await this.#pace(signal);
      await client.ask(
        async (octokit, target) =>
          octokit.rest.repos.createDeploymentStatus({
            ...target,
            deployment_id: before.id,
            state,
            description: stateSigns[ours].words,
            ...(as.link === undefined ? {} : { log_url: as.link }),
            ...(deployment.address === undefined ? {} : { environment_url: deployment.address }),
          }),
        signal,
      );
    }
    this.#told.set(key, { id: before.id, state });
    await this.#book.write(deployment, channel, `${before.id}:${state}`, signal);
  }

  /** What the records say; where that is another state, an earlier process may have told this one and been cut off before it wrote it down. */
  async #recalled(
    client: GitHubClient,
    deployment: Deployment,
    state: string,
    signal: AbortSignal,
  ): Promise<Told | undefined> {
    const recorded = toldIn(this.#book.find(deployment, channel));
    if (recorded === undefined || recorded.state === state || !deployment.mayBeTold) return recorded;
    const standing = { id: recorded.id, state: await lastState(client, recorded.id, signal) };
    if (standing.state !== state) return standing;
    this.#told.set(deploymentKey(deployment), standing);
    await this.#book.write(deployment, channel, `${standing.id}:${state}`, signal);
    return standing;
  }

  async #findOrMake(
    client: GitHubClient,
    deployment: Deployment,
    environment: string,
    signal: AbortSignal,
  ): Promise<Told | undefined> {
    const key = deploymentKey(deployment);
    if (deployment.mayBeTold || this.#doubtful.has(key)) {
      const found = await find(client, deployment, environment, signal);
      if (found !== undefined) return found;
    }
    await this.#pace(signal);
    this.#doubtful.add(key);
    const { application, revision } = deployment;
    try {
      const { data } = await client.ask(
        async (octokit, target) =>
          octokit.rest.repos.createDeployment({
            ...target,
            ref: revision.commit,
            environment,
            auto_merge: false,
            required_contexts: [],
            description: `autoland: ${application} → ${deployment.environment}`,
            payload: { autoland: application },
          }),
        signal,
      );
      this.#doubtful.delete(key);
      return "id" in data ? { id: data.id, state: "" } : undefined;
    } catch (error) {
      // The commit is gone: nothing can be said of it any more.
      if (hasStatus(error, 409, 422)) return undefined;
      throw error;
    }
  }
}

async function find(
  client: GitHubClient,
  deployment: Deployment,
  environment: string,
  signal: AbortSignal,
): Promise<Told | undefined> {
  const { data } = await client.ask(
    async (octokit, target) =>
      octokit.rest.repos.listDeployments({
        ...target,
        sha: deployment.revision.commit,
        environment,
        per_page: 30,
      }),
    signal,
  );
  const own = data.find(({ payload }) => applicationIn(payload) === deployment.application);
  if (own === undefined) return undefined;
  const state = await lastState(client, own.id, signal);
  // The end of an earlier time is not this one's.
  const isEarlier = (state === "success" || state === "inactive") && !isOver(deployment);
  return isEarlier ? undefined : { id: own.id, state };
}

/** The newest status of a deployment; the empty text before the first. */
async function lastState(client: GitHubClient, id: number, signal: AbortSignal): Promise<string> {
  const { data: statuses } = await client.ask(
    async (octokit, target) =>
      octokit.rest.repos.listDeploymentStatuses({ ...target, deployment_id: id, per_page: 1 }),
    signal,
  );
  return statuses[0]?.state ?? "";
}

/** GitHub gives a payload back as an object or as its text. */
function applicationIn(payload: unknown): string | undefined {
  if (typeof payload === "string") {
    try {
      return applicationIn(JSON.parse(payload));
    } catch {
      return undefined;
    }
  }
  return typeof payload === "object" &&
    payload !== null &&
    "autoland" in payload &&
    typeof payload.autoland === "string"
    ? payload.autoland
    : undefined;
}

function toldIn(id: string | undefined): Told | undefined {
  const [number, state] = id?.split(":") ?? [];
  return number === undefined || state === undefined ? undefined : { id: Number(number), state };
}
