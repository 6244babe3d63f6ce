import type { CommitSha } from "../domain/revision.ts";
import { shortCommit } from "../domain/revision.ts";
import { type Deployment, type DeploymentState, deploymentKey } from "./deployment.ts";
import { isOver, stateOf } from "./deployment-state.ts";
import { redact, type SecretValues } from "../domain/redact.ts";
import type { Standing } from "./standing.ts";
import type { Stories } from "./stories.ts";
import { stateSigns, summaryOf } from "./summary.ts";

/** What stands beside a commit on GitHub about one environment. */
export interface CommitStatus {
  readonly application: string;
  readonly environment: string;
  readonly commit: CommitSha;
  /** `autoland/<application>/<environment>`. */
  readonly context: string;
  readonly state: "pending" | "success" | "failure" | "error";
  readonly description: string;
}

/** GitHub cuts nothing: a longer one is refused. https://docs.github.com/en/rest/commits/statuses */
const longestDescription = 140;

/**
 * What there is to say beside commits, the oldest first: of each deployment that is over, and of the head of the branch of each environment. What
 * could not be looked at changes nothing, so that an outage does not turn what is deployed red and green again. Environments in `look` say nothing.
 */
export function commitStatuses(stories: Stories): readonly CommitStatus[] {
  const current = new Set([...stories.current.values()].map(({ deployment }) => deployment));
  const over = [...stories.deployments.values()]
    .filter((deployment) => stories.recalled.has(deployment.application))
    .filter((deployment) => isOver(deployment) && !current.has(deploymentKey(deployment)))
    .map((deployment) => ofDeployment(deployment, stories.secrets));
  const heads = [...stories.standings.values()].flatMap((standing) => {
    const status = ofStanding(stories, standing);
    return status === undefined ? [] : [status];
  });
  const newest = new Set(heads.map(({ commit, context }) => `${commit} ${context}`));
  return [...over.filter(({ commit, context }) => !newest.has(`${commit} ${context}`)), ...heads];
}

function ofStanding(stories: Stories, standing: Standing): CommitStatus | undefined {
  const { application, environment, head, revision, mode, isAtHead, isUnclear, reasons } = standing;
  if (mode === "look") return undefined;
  const about = { application, environment, commit: head.commit, context: contextOf(standing) };
  const key = stories.current.get(`${application}/${environment}`)?.deployment;
  const deployment = stories.deployments.get(key ?? "");
  const state = deployment === undefined ? "quiet" : stateOf(deployment);
  if (isAtHead) return { ...about, state: "success", description: "is deployed" };
  if (deployment !== undefined && head.commit === revision.commit && state !== "quiet")
    return isOver(deployment) ? undefined : ofDeployment(deployment, stories.secrets);
  if (isUnclear) return undefined;
  const [first] = reasons.filter(({ reason }) => reason !== "ToBeApplied");
  const why = first === undefined ? stateSigns.quiet.words : `${first.reason}: ${first.message}`;
  return { ...about, state: "pending", description: fitted(why, stories.secrets) };
}

/** GitHub has no word for what a newer commit overtook; `error` says that it was not judged. */
const states: Readonly<Record<DeploymentState, CommitStatus["state"]>> = {
  quiet: "pending",
  waiting: "pending",
  running: "pending",
  held: "failure",
  failed: "failure",
  deployed: "success",
  overtaken: "error",
};

function ofDeployment(deployment: Deployment, secrets: SecretValues): CommitStatus {
  const { application, environment, revision, overtaken } = deployment;
  const state = stateOf(deployment);
  const { words } = stateSigns[state];
  const [first] = state === "failed" || state === "held" ? summaryOf(deployment).points : [];
  const by = state === "overtaken" && overtaken?.by !== undefined ? ` by ${shortCommit(overtaken.by)}` : "";
  const description =
    first === undefined ? `${words}${by}` : `${words}: ${first.workloads.join(", ")}: ${first.text}`;
  return {
    application,
    environment,
    commit: revision.commit,
    context: contextOf(deployment),
    state: states[state],
    description: fitted(description, secrets),
  };
}

function contextOf({
  application,
  environment,
}: {
  readonly application: string;
  readonly environment: string;
}): string {
  return `autoland/${application}/${environment}`;
}

function fitted(text: string, secrets: SecretValues): string {
  const line = redact(text, secrets).replaceAll(/\s+/g, " ");
  return line.length <= longestDescription ? line : `${line.slice(0, longestDescription - 1)}…`;
}
