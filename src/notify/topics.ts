import type { Messages } from "../domain/release.ts";
import { type Deployment, deploymentKey, type DeploymentState } from "./deployment.ts";
import { endOf, isOver, stateOf } from "./deployment-state.ts";
import type { DriftDigest } from "./drift-digest.ts";
import { gathering } from "./hear-stories.ts";
import type { Stories } from "./stories.ts";
import { type Incident, incidentsOf } from "./troubles.ts";

/** One thing that has a message of its own. */
export type Topic = {
  readonly id: string;
  /** Its application, where it is of one: applications may have channels of their own. */
  readonly application?: string;
  /** Not told before this: what ends sooner is told once, and what fails together is told together. */
  readonly notBefore: Date;
} & (
  | { readonly kind: "deployment"; readonly deployment: Deployment }
  /** Deployments that failed at once for one cause. */
  | { readonly kind: "group"; readonly cause: string; readonly members: readonly Deployment[] }
  /** An application's drift on one day. */
  | { readonly kind: "drift"; readonly digest: DriftDigest; readonly messages: Messages }
  | { readonly kind: "incident"; readonly incident: Incident; readonly isOver: boolean }
);

/** How many deployments that failed for one cause are one message. */
const fewest = 3;

/** Milliseconds for which something could not be looked at before it is worth a message. */
const patience = 3 * 60_000;

/**
 * Everything that has a message of its own, in the order in which it is told. `isTold` says of which messages were sent already: what was
 * told by itself never joins a group. `before` holds incidents that were told of and may have ended.
 */
export function topicsOf(
  stories: Stories,
  isTold: (id: string) => boolean,
  before: readonly Incident[],
): readonly Topic[] {
  const deployments = [...stories.deployments.values()].filter(({ application }) =>
    stories.recalled.has(application),
  );
  const groups = groupsOf(deployments.filter((deployment) => !isTold(deploymentKey(deployment))));
  const grouped = new Set(groups.flatMap(({ members }) => members.map(deploymentKey)));
  const single = deployments
    .filter((deployment) => !grouped.has(deploymentKey(deployment)))
    .filter((deployment) => isTold(deploymentKey(deployment)) || isNews(deployment))
    .map((deployment) => deploymentTopic(deployment));
  return [...incidentTopics(stories, before), ...groups, ...single, ...driftTopics(stories, isTold)].toSorted(
    (left, right) => left.notBefore.getTime() - right.notBefore.getTime(),
  );
}

/**
 * The same topics, those first that somebody should do something about: where few messages may be sent, what goes well waits. Else their order
 * stays.
 */
export function urgentFirst(topics: readonly Topic[]): readonly Topic[] {
  const [urgent, others] = [topics.filter(isUrgent), topics.filter((topic) => !isUrgent(topic))];
  return [...urgent, ...others];
}

function isUrgent(topic: Topic): boolean {
  switch (topic.kind) {
    case "deployment":
      return urgentStates.has(stateOf(topic.deployment));
    case "group":
      return true;
    case "incident":
      return !topic.isOver;
    case "drift":
      return false;
  }
}

const urgentStates: ReadonlySet<DeploymentState> = new Set(["failed", "held", "waiting"]);

/** What goes on by itself is not, nor what a newer commit overtook before anybody heard of it, nor what came there without a step. */
function isNews(deployment: Deployment): boolean {
  const state = stateOf(deployment);
  const { parts, messages, recordedAs } = deployment;
  const wasTold = Object.keys(messages).length > 0;
  switch (state) {
    case "quiet":
      return false;
    case "overtaken":
      return wasTold;
    case "deployed":
      return wasTold || parts.size > 0 || recordedAs !== undefined;
    case "waiting":
    case "running":
    case "held":
    case "failed":
      return true;
  }
}

function deploymentTopic(deployment: Deployment): Topic {
  const begun = deployment.entries[0]?.at ?? deployment.since;
  const notBefore =
    isOver(deployment) && deployment.failedAtOnce === undefined
      ? endOf(deployment)
      : new Date(begun.getTime() + gathering);
  const { application } = deployment;
  return { kind: "deployment", id: deploymentKey(deployment), application, deployment, notBefore };
}

function groupsOf(deployments: readonly Deployment[]): readonly Extract<Topic, { kind: "group" }>[] {
  const failed = deployments.filter(({ failedAtOnce }) => failedAtOnce !== undefined);
  return [...Map.groupBy(failed, ({ failedAtOnce }) => failedAtOnce ?? "")]
    .filter(([, members]) => members.length >= fewest)
    .map(([cause, members]) => ({
      kind: "group",
      id: `group:${cause}`,
      cause,
      members,
      notBefore: new Date(Math.min(...members.map(({ since }) => since.getTime())) + gathering),
    }));
}

/** Milliseconds after the first look of a process or a day: by then most of what can be looked at was. */
const seen = 5 * 60_000;

/** What has drifted, and what was told today to have drifted and has not any more. */
function driftTopics(
  { digests, digestsTold, recalled }: Stories,
  isTold: (id: string) => boolean,
): readonly Topic[] {
  return [...digests.values()].flatMap((digest) => {
    const { application, day, since } = digest;
    const id = `drift:${application}:${day}`;
    const told = digestsTold.get(application);
    const messages = told?.day === day ? told.messages : {};
    const wasTold = isTold(id) || Object.keys(messages).length > 0;
    if (!recalled.has(application) || (digest.drifted.length === 0 && !wasTold)) return [];
    return [
      { kind: "drift", id, application, digest, messages, notBefore: new Date(since.getTime() + seen) },
    ];
  });
}

function incidentTopics(stories: Stories, before: readonly Incident[]): readonly Topic[] {
  const open = incidentsOf(stories);
  const causes = new Set(open.map(({ cause }) => cause));
  const over = before.filter(({ cause }) => !causes.has(cause));
  return [
    ...open.map((incident) => incidentTopic(incident, false)),
    ...over.map((incident) => incidentTopic(incident, true)),
  ];
}

function incidentTopic(incident: Incident, isOver: boolean): Topic {
  return {
    kind: "incident",
    id: `incident:${incident.cause}`,
    incident,
    isOver,
    notBefore: new Date(incident.since.getTime() + patience),
  };
}
