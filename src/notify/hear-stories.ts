import type { Happening } from "../domain/happening.ts";
import { isDeployed, type EnvironmentPlan, type Step } from "../domain/plan.ts";
import type { Reason, StepOutcome } from "../domain/report.ts";
import { shortCommit } from "../domain/revision.ts";
import { stepWords } from "../report/step-words.ts";
import { type Deployment, deploymentKey, type Entry, type Part } from "./deployment.ts";
import { endOf, isOver, stateOf } from "./deployment-state.ts";
import { stateByReason } from "./reasons.ts";
import { digestAfter } from "./drift-digest.ts";
import { rootCause } from "./root-cause.ts";
import { withSecrets } from "../domain/secret-values.ts";
import { standingOf } from "./standing.ts";

import { placeOf } from "./step-parts.ts";
import type { Stories } from "./stories.ts";
import { troubleOfAll, troublesOfPlans } from "./troubles.ts";

type Looked = Extract<Happening, { kind: "looked" }>;

/** For how long what has come to an end is kept, in milliseconds: an outage of Slack or GitHub that is shorter loses nothing. */
export const memory = 24 * 3_600_000;

/** The stories once something was heard. Pure. */
export function hearStories(stories: Stories, happening: Happening): Stories {
  switch (happening.kind) {
    case "looked":
      return forget(looked(stories, happening), happening.at);
    case "step-began": {
      const { step, at } = happening;
      const words = stepWords(step);
      return atStep(stories, happening, step, (deployment) => ({
        ...withPart(deployment, { workload: step.workload ?? "", kind: "running", words, at }),
        ...placeOf(step),
        entries: [...deployment.entries, { at, text: `${words}: ${step.because.join("; ")}` }],
      }));
    }
    case "step-progressed":
      return atStep(stories, happening, happening.step, (deployment) => {
        const part = deployment.parts.get(happening.step.workload ?? "");
        return part === undefined ? deployment : withPart(deployment, { ...part, line: happening.line });
      });
    case "step-ended":
      return atStep(stories, happening, happening.outcome.step, (deployment) =>
        ended(deployment, happening.outcome, happening.at),
      );
    case "pass-ended":
      return stories;
    case "pass-failed": {
      const { application, failure, at } = happening;
      const troubles = new Map(stories.troubles);
      troubles.set(application, troubleOfAll(application, failure, troubles.get(application) ?? [], at));
      return { ...stories, troubles };
    }
    case "drift-looked": {
      const { application } = happening;
      const digest = digestAfter(stories.digests.get(application), happening);
      return { ...stories, digests: new Map(stories.digests).set(application, digest) };
    }
  }
}

function looked(before: Stories, happening: Looked): Stories {
  const { application, plan, at } = happening;
  const troubles = new Map(before.troubles).set(
    application,
    troublesOfPlans(application, plan.environments, before.troubles.get(application) ?? [], at),
  );
  return plan.environments.reduce<Stories>(
    (stories, environment) => lookedAt(stories, happening, environment),
    {
      ...before,
      troubles,
      secrets: withSecrets(before.secrets, plan),
    },
  );
}

function lookedAt(stories: Stories, happening: Looked, plan: EnvironmentPlan): Stories {
  const { application, reasons = [], health } = happening;
  const standing = standingOf(application, plan, { reasons, health });
  const { revision, mode } = plan;
  if (standing === undefined || revision === undefined) return stories;
  const where = `${application}/${plan.environment}`;
  const standings = new Map(stories.standings).set(where, standing);
  if (mode === "look") return { ...stories, standings };
  const current = stories.current.get(where);
  const isNew = current?.commit !== revision.commit;
  const left = isNew ? overtaken(stories, current?.deployment, revision.commit, happening.at) : stories;
  const known = isNew ? undefined : left.deployments.get(current?.deployment ?? "");
  // What cannot be looked at is no reason to think that an environment has left its commit.
  const isDark =
    standing.isUnclear && plan.steps.length === 0 && !isNew && (known === undefined || isOver(known));
  const there = isDark || isDeployed(plan);
  // A commit that changes nothing here, and what was deployed before anybody listened, are nobody's news.
  const goesOn = known !== undefined && !isOver(known);
  const deployment = goesOn ? known : there ? undefined : opened(left, happening, plan);
  if (deployment === undefined) {
    const kept = {
      commit: revision.commit,
      ...(known === undefined ? {} : { deployment: deploymentKey(known) }),
    };
    const told = known === undefined ? left : put(left, { ...known, health: standing.health });
    return { ...told, standings, current: new Map(left.current).set(where, kept) };
  }
  const next: Deployment = {
    ...deployment,
    ...(goesOn ? {} : failedBefore(deployment, standing.reasons)),
    reasons: standing.reasons,
    health: standing.health,
    ...addressIn(happening, plan.environment),
    ...(there ? arrival(deployment, happening.at) : {}),
  };
  const headed = { commit: revision.commit, deployment: deploymentKey(next) };
  return { ...put(left, next), standings, current: new Map(left.current).set(where, headed) };
}

/** What had failed before this process began to listen failed at once, as far as it can tell: several of it are told together. */
function failedBefore(
  { mayBeTold, application }: Deployment,
  reasons: readonly Reason[],
): Pick<Deployment, "failedAtOnce"> {
  const failed = reasons.find(({ reason }) => stateByReason(reason) === "failed");
  if (!mayBeTold || failed === undefined) return {};
  return { failedAtOnce: rootCause(failed.reason, failed.message, { ...failed, application }) };
}

function arrival(deployment: Deployment, at: Date): Partial<Deployment> {
  const hadFailed = [...deployment.parts.values()].some(({ kind }) => kind === "failed");
  const entries: readonly Entry[] = hadFailed ? [{ at, text: "what had failed is mended" }] : [];
  return { arrivedAt: at, entries: [...deployment.entries, ...entries] };
}

function addressIn({ addresses }: Looked, environment: string): Pick<Deployment, "address"> {
  const address = addresses?.get(environment);
  return address === undefined ? {} : { address };
}

function opened(
  stories: Stories,
  { application, at }: Looked,
  plan: EnvironmentPlan,
): Deployment | undefined {
  const { environment, revision, behind, steps } = plan;
  if (revision === undefined) return undefined;
  const fresh: Deployment = {
    application,
    environment,
    revision,
    episode: 0,
    since: at,
    mayBeTold: !stories.current.has(`${application}/${environment}`),
    isRollback: behind?.reason === "Pinned",
    ...placeOf(steps[0]),
    parts: new Map(),
    reasons: [],
    health: [],
    entries: [],
    messages: {},
  };
  let next = fresh;
  while (stories.deployments.has(deploymentKey(next))) next = { ...next, episode: next.episode + 1 };
  return next;
}

function overtaken(
  stories: Stories,
  key: string | undefined,
  by: Deployment["revision"]["commit"],
  at: Date,
): Stories {
  const deployment = stories.deployments.get(key ?? "");
  if (deployment === undefined || isOver(deployment)) return stories;
  const text = `overtaken by ${shortCommit(by)}`;
  return put(stories, {
    ...deployment,
    overtaken: { by, at },
    ...(stateOf(deployment) === "failed" ? { recordedAs: "failed" } : {}),
    entries: [...deployment.entries, { at, text }],
  });
}

/** A step belongs to the deployment that its environment is at; one that mends what has drifted belongs to none. */
function atStep(
  stories: Stories,
  { application }: { readonly application: string },
  step: Step,
  change: (deployment: Deployment) => Deployment,
): Stories {
  const key = stories.current.get(`${application}/${step.environment}`)?.deployment;
  const deployment = stories.deployments.get(key ?? "");
  if (deployment === undefined || isOver(deployment)) return stories;
  return put(stories, change(deployment));
}

function ended(deployment: Deployment, outcome: StepOutcome, at: Date): Deployment {
  const { step } = outcome;
  const part = { workload: step.workload ?? "", words: stepWords(step), at } as const;
  switch (outcome.kind) {
    case "applied":
    case "nothing-to-do":
      return {
        ...withPart(deployment, { ...part, kind: "done" }),
        entries: [...deployment.entries, { at, text: `${part.words}: done` }],
      };
    case "failed": {
      const { failure } = outcome;
      const text = `${part.words}: failed, ${failure.reason}: ${failure.message}`;
      return {
        ...withPart(deployment, { ...part, kind: "failed", failure }),
        ...failedAtOnce(deployment, outcome, at),
        entries: [...deployment.entries, { at, text }],
      };
    }
    case "skipped": {
      const parts = new Map(deployment.parts);
      if (parts.get(part.workload)?.kind === "running") parts.delete(part.workload);
      return { ...deployment, parts };
    }
  }
}

/** Milliseconds within which a failure is one at once: nothing of it has been told by then. */
export const gathering = 10_000;

function failedAtOnce(
  { application, since, entries }: Deployment,
  { step, failure }: Extract<StepOutcome, { kind: "failed" }>,
  at: Date,
): Pick<Deployment, "failedAtOnce"> {
  const begun = entries[0]?.at ?? since;
  if (at.getTime() - begun.getTime() > gathering) return {};
  return { failedAtOnce: rootCause(failure.reason, failure.message, { ...step, application }) };
}

function withPart(deployment: Deployment, part: Part): Deployment {
  return { ...deployment, parts: new Map(deployment.parts).set(part.workload, part) };
}

function put(stories: Stories, deployment: Deployment): Stories {
  return { ...stories, deployments: new Map(stories.deployments).set(deploymentKey(deployment), deployment) };
}

/** What ended a day ago is no news any more. */
function forget(stories: Stories, now: Date): Stories {
  const isKept = (deployment: Deployment): boolean =>
    !isOver(deployment) || now.getTime() - endOf(deployment).getTime() < memory;
  const gone = [...stories.deployments].filter(([, deployment]) => !isKept(deployment));
  if (gone.length === 0) return stories;
  const keys = new Set(gone.map(([key]) => key));
  return { ...stories, deployments: new Map([...stories.deployments].filter(([key]) => !keys.has(key))) };
}
