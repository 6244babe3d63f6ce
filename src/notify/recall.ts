import type { ToldDigest } from "../domain/records.ts";
import type { RecentRelease } from "../domain/release.ts";
import { type Deployment, deploymentKey } from "./deployment.ts";
import { isOver } from "./deployment-state.ts";
import type { Stories } from "./stories.ts";

/**
 * The stories of an application once its records have been read after a start: what came to its end while nobody could be told, or
 * before it was written down that they were, is there to be told again; what is under way goes on where it was told last. The
 * oldest come first.
 */
export function withRecalled(
  stories: Stories,
  application: string,
  recent: readonly RecentRelease[],
  from: { readonly repository: string; readonly now: Date; readonly digest?: ToldDigest | undefined },
): Stories {
  const told = recent.flatMap((release) => recalled(stories, application, release, from));
  const kept = new Map(
    [...stories.deployments].map(([key, deployment]) => [key, withMessages(deployment, recent)]),
  );
  const older = told
    .toSorted((left, right) => left.since.getTime() - right.since.getTime())
    .map((deployment) => [deploymentKey(deployment), deployment] as const);
  return {
    ...stories,
    deployments: new Map([...older, ...kept]),
    ...(from.digest === undefined
      ? {}
      : { digestsTold: new Map(stories.digestsTold).set(application, from.digest) }),
    recalled: new Set(stories.recalled).add(application),
  };
}

/** Numbers of episodes that only records tell of; those of this process count from 0. */
const recorded = -1;

function recalled(
  stories: Stories,
  application: string,
  recent: RecentRelease,
  { repository, now }: { readonly repository: string; readonly now: Date },
): readonly Deployment[] {
  const { environment, commit, release, messages } = recent;
  const current = stories.current.get(`${application}/${environment}`);
  const isUnderWay = current?.commit === commit && current.deployment !== undefined;
  if (isUnderWay && release?.outcome !== "deployed") return [];
  const since = release?.startedAt ?? now;
  const isThere = current?.commit === commit;
  // A message of something that neither came there nor failed, and is not under way: a newer commit has taken its place.
  const over =
    release !== undefined
      ? ({ recordedAs: release.outcome } as const)
      : isThere
        ? ({ recordedAs: "deployed" } as const)
        : ({ overtaken: { at: now } } as const);
  return [
    {
      application,
      environment,
      revision: { repository, branch: release?.branch ?? "", commit },
      episode: recorded,
      since,
      mayBeTold: true,
      isRollback: false,
      parts: new Map(),
      reasons: [],
      health: [],
      entries: [],
      messages,
      ...over,
      ...(release?.outcome === "deployed" ? { arrivedAt: release.endedAt } : {}),
    },
  ];
}

/** What is under way is told where it was told before the start, unless that told of an end: then this is another time. */
function withMessages(deployment: Deployment, recent: readonly RecentRelease[]): Deployment {
  if (isOver(deployment)) return deployment;
  const before = recent.find(
    ({ environment, commit }) =>
      environment === deployment.environment && commit === deployment.revision.commit,
  );
  if (before === undefined || before.release?.outcome === "deployed") return deployment;
  return { ...deployment, messages: before.messages };
}
