import { createHash } from "node:crypto";
import { redact } from "../domain/redact.ts";
import { targetText } from "../domain/target.ts";
import type { DriftDigest, DriftedTarget } from "./drift-digest.ts";
import { mrkdwn, section, type SlackMessage, type SlackStyle } from "./slack-message.ts";
import { escaped, fitting, link } from "./slack-text.ts";

/** Drifted targets that are named; the rest is counted, and stands on the page. */
const mostNamed = 10;

/** Characters of one line: ten of them fit into a section, which takes 3,000. */
const longestLine = 280;

/** The message of an application's drift on one day: counts, the first names with their pages, and what departs by its name. */
export function driftMessage(digest: DriftDigest, style: SlackStyle): SlackMessage {
  const { application, day, counts, drifted } = digest;
  const all = counts.drifted + counts.inSync + counts.notChecked + counts.pending;
  const title =
    drifted.length === 0
      ? "nothing that is checked has drifted any more"
      : `${drifted.length} of ${all} ${drifted.length === 1 ? "has" : "have"} drifted`;
  const lines = drifted.slice(0, mostNamed).map((target) => line(application, target, style));
  const more = drifted.length - lines.length;
  const facts = [
    `drifted ${counts.drifted}`,
    `in sync ${counts.inSync}`,
    `not checked ${counts.notChecked}`,
    ...(counts.pending === 0 ? [] : [`not deployed yet ${counts.pending}`]),
    day,
  ];
  return {
    text: fitting(`${application}: ${title}`, 300),
    blocks: [
      section(`${drifted.length === 0 ? "✓" : "≠"} *${fitting(application, 300)}*  ${escaped(title)}`),
      ...(lines.length === 0 ? [] : [section(lines.join("\n"))]),
      ...(more > 0 ? [section(`… and ${more} more`)] : []),
      { type: "context", elements: [mrkdwn(facts.join(" · "))] },
    ],
    about: { kind: "drift", application, day, state: stateOfDigest(digest) },
  };
}

/** What tells a digest from one that says something else. */
function stateOfDigest({ counts, drifted }: DriftDigest): string {
  return createHash("sha256")
    .update(JSON.stringify([counts, drifted]))
    .digest("hex")
    .slice(0, 16);
}

function line(application: string, target: DriftedTarget, { driftAt, secrets }: SlackStyle): string {
  const [first = "", ...others] = target.titles;
  const name = targetText(target);
  const address = driftAt(application, target);
  const linked = address === undefined ? undefined : link(address, name);
  const shown = linked === undefined || linked.length > 200 ? fitting(name, 100) : linked;
  const rest = others.length === 0 ? "" : `, and ${others.length} more`;
  const room = longestLine - shown.length - rest.length - 6;
  return `· *${shown}*: ${fitting(redact(first, secrets), room)}${rest}`;
}
