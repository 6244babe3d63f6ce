import { createHash } from "node:crypto";
import { type Deployment, type DeploymentState, deploymentKey } from "./deployment.ts";
import { stateOf } from "./deployment-state.ts";
import type { Target } from "../domain/target.ts";
import { redact, type SecretValues } from "../domain/redact.ts";
import { escaped, fitting, link } from "./slack-text.ts";
import { type Point, summaryOf } from "./summary.ts";
import type { Incident } from "./troubles.ts";

/** A message as Slack takes it. */
export interface SlackMessage {
  /** What notifications of phones and readers of screens say. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  /** By which it is found again (message metadata); not shown. */
  readonly about: Readonly<Record<string, string>>;
}

/** The blocks of Block Kit that are used. https://docs.slack.dev/reference/block-kit/blocks */
export type SlackBlock =
  | { readonly type: "section"; readonly text: SlackText }
  | { readonly type: "context"; readonly elements: readonly SlackText[] };

interface SlackText {
  readonly type: "mrkdwn";
  readonly text: string;
  /** Addresses and names in the text do not become links. https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
  readonly verbatim: true;
}

/** What Slack takes: 50 blocks, 3,000 characters in a section; and about 13,200 in all, which it documents nowhere. */
const slackLimits = { blocks: 50, section: 3_000, total: 10_000 } as const;

/** How messages are made, besides from what there is to tell. */
export interface SlackStyle {
  /** Where links lead: the page of an environment; undefined where the page has no address. */
  readonly linkTo: (application: string, environment: string) => string | undefined;
  /** Where the drift of one target is on the page. */
  readonly driftAt: (application: string, target: Target) => string | undefined;
  /** Whom to mention, by state: ids of users (`U…`, `W…`) and groups (`S…`). */
  readonly mentions: Partial<Readonly<Record<"failed" | "waiting", readonly string[]>>>;
  readonly secrets: SecretValues;
}

/** Points that are shown; the rest is counted, and stands on the page. */
const mostPoints = 20;

/** The message of a deployment. */
export function deploymentMessage(deployment: Deployment, style: SlackStyle): SlackMessage {
  const summary = summaryOf(deployment);
  const { application, environment } = deployment;
  const where = `${application} → ${environment}`;
  const address = style.linkTo(application, environment);
  const place = address === undefined ? `*${escaped(where)}*` : `*${link(address, where)}*`;
  const head = `${summary.sign} ${place}  ${escaped(summary.title)}${mentionsOf(summary.state, style)}`;
  return fitted({
    text: `${where}: ${summary.title}`,
    head,
    points: summary.points,
    facts: summary.facts,
    style,
    about: {
      kind: "deployment",
      application,
      environment,
      commit: deployment.revision.commit,
      state: summary.state,
    },
  });
}

/** The message of a cause that keeps several things, while it does and once it has ended. */
export function incidentMessage(incident: Incident, isOver: boolean, style: SlackStyle): SlackMessage {
  const { troubles, cause, since } = incident;
  const [first] = troubles;
  const names = [...Map.groupBy(troubles, ({ about }) => about.application)].map(([application, some]) => {
    const targets = some.filter(({ about }) => about.environment !== "");
    return targets.length === 0 ? application : `${application} (${targets.length})`;
  });
  const what = `${troubles.length} ${troubles.length === 1 ? "thing" : "things"}`;
  const title = isOver
    ? `${troubles.length === 0 ? "What could not be looked at" : what} can be looked at again`
    : `${what} cannot be looked at`;
  const sign = isOver ? "✓" : "✗";
  return fitted({
    text: title,
    head: `${sign} *${escaped(title)}*${isOver ? "" : mentionsOf("failed", style)}`,
    points:
      first === undefined
        ? []
        : [
            {
              sign: "·",
              workloads: [],
              text: `${first.reason}: ${first.message}`,
              ...(first.remedy === undefined || isOver ? {} : { remedy: first.remedy }),
            },
            { sign: "·", workloads: [], text: listed(names, 30) },
          ],
    facts: [`since ${since.toISOString()}`, ...(isOver ? [] : ["nothing there is changed meanwhile"])],
    style,
    about: { kind: "incident", cause: causeId(cause), state: isOver ? "over" : "open" },
  });
}

/** The message of several deployments that failed at once for one cause. */
export function groupMessage(members: readonly Deployment[], cause: string, style: SlackStyle): SlackMessage {
  const states = Map.groupBy(members, stateOf);
  const failed = states.get("failed") ?? [];
  const [example] = failed.length > 0 ? failed : members;
  const title = `${members.length} deployments failed for one cause`;
  const counts = [...states].map(([state, some]) => `${state}: ${some.length}`).join(", ");
  const points = example === undefined ? [] : summaryOf(example).points.slice(0, 1);
  const names = members.map(({ application, environment }) => `${application} → ${environment}`);
  return fitted({
    text: title,
    head: `${failed.length > 0 ? "✗" : "✓"} *${escaped(title)}*${failed.length > 0 ? mentionsOf("failed", style) : ""}`,
    points: [
      ...points.map((point) => ({ ...point, workloads: [] })),
      { sign: "·", workloads: [], text: listed(names, 30) },
    ],
    facts: [counts],
    style,
    about: { kind: "group", cause: causeId(cause), state: failed.length > 0 ? "failed" : "over" },
  });
}

/** Lines of a deployment's story as one reply in its thread. */
export function threadMessage(deployment: Deployment, from: number, style: SlackStyle): SlackMessage {
  const lines = deployment.entries
    .slice(from)
    .map(({ at, text }) => `${at.toISOString().slice(11, 19)}  ${redact(text, style.secrets)}`);
  const shown = lines.slice(0, mostPoints);
  const more = lines.length - shown.length;
  const text = fitting(
    [...shown, ...(more > 0 ? [`… and ${more} more`] : [])].join("\n"),
    slackLimits.section,
  );
  return {
    text: text.slice(0, 200),
    blocks: [section(text)],
    about: { kind: "thread", key: deploymentKey(deployment), upTo: String(deployment.entries.length) },
  };
}

/** What tells a cause from others without saying it: it may quote a secret. */
function causeId(cause: string): string {
  return createHash("sha256").update(cause).digest("hex").slice(0, 32);
}

interface Draft {
  readonly text: string;
  /** Marked up already. */
  readonly head: string;
  readonly points: readonly Point[];
  readonly facts: readonly string[];
  readonly style: SlackStyle;
  readonly about: SlackMessage["about"];
}

/** Puts a message together within the limits: what does not fit is counted. */
function fitted({ text, head, points, facts, style, about }: Draft): SlackMessage {
  const shown = points.slice(0, mostPoints);
  const foot = fitting(facts.join(" · "), 1_000);
  const room = Math.floor((slackLimits.total - head.length - foot.length) / Math.max(1, shown.length + 1));
  const sections = shown.map((point) =>
    section(pointText(point, Math.min(room, slackLimits.section), style)),
  );
  const more = points.length - shown.length;
  return {
    text: fitting(redact(text, style.secrets), 300),
    blocks: [
      section(head),
      ...sections,
      ...(more > 0 ? [section(`… and ${more} more`)] : []),
      { type: "context", elements: [mrkdwn(foot)] },
    ],
    about,
  };
}

function pointText(point: Point, most: number, { secrets }: SlackStyle): string {
  const names = listed(point.workloads, 20);
  const about = names === "" ? "" : `*${fitting(names, Math.floor(most / 4))}*: `;
  const remedy =
    point.remedy === undefined ? "" : `\n→ ${fitting(redact(point.remedy, secrets), Math.floor(most / 4))}`;
  const room = most - about.length - remedy.length - 4;
  return `${point.sign} ${about}${fitting(redact(point.text, secrets), Math.max(1, room))}${remedy}`;
}

function listed(names: readonly string[], most: number): string {
  const more = names.length - most;
  return [...names.slice(0, most), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

function mentionsOf(state: DeploymentState, { mentions }: SlackStyle): string {
  const whom = state === "failed" ? mentions.failed : state === "waiting" ? mentions.waiting : undefined;
  return (whom ?? []).map((id) => (id.startsWith("S") ? ` <!subteam^${id}>` : ` <@${id}>`)).join("");
}

/** A section of marked-up text. */
export function section(text: string): SlackBlock {
  return { type: "section", text: mrkdwn(text) };
}

/** Marked-up text in which addresses and names stay as they are. */
export function mrkdwn(text: string): SlackText {
  return { type: "mrkdwn", text, verbatim: true };
}
