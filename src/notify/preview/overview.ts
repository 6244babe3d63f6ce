import type { Mode, Step } from "../../domain/plan.ts";
import { wordNeeded } from "../../domain/word-needed.ts";
import type { PreviewCommentInputs } from "./preview-comment.ts";
import type { OwnPart } from "./own-part.ts";
import { cut } from "./markdown-text.ts";

/** One line for each environment that the branch feeds: where it is, what would change there, and what happens after the merge. */
export function overviewTable(
  parts: readonly OwnPart[],
  about: Pick<PreviewCommentInputs, "linkTo" | "preview" | "showsValues">,
  most: number,
): string {
  const rows = parts.slice(0, most).map((part) => row(part, about));
  const left = parts.length - rows.length;
  return [
    "| environment | would change | after the merge |",
    "|---|---|---|",
    ...rows,
    ...(left === 0 ? [] : [`| ${left} more | | |`]),
  ].join("\n");
}

function row(
  part: OwnPart,
  { linkTo, preview, showsValues }: Pick<PreviewCommentInputs, "linkTo" | "preview" | "showsValues">,
): string {
  const { environment, after } = part.plan;
  const link = linkTo(environment);
  const name = link === undefined ? environment : `[${environment}](${encodeURI(link)})`;
  const place = showsValues ? preview.places.get(environment) : undefined;
  const where = place === undefined ? "" : ` (${place.account}, ${place.region})`;
  const next = nextFor(part);
  const then = after === undefined ? next : `${next}, once ${after} has passed`;
  return cut(`| ${name}${where} | ${countsOf(part)} | ${then} |`, 400);
}

const afterwards: Readonly<Record<Mode, string>> = {
  look: "only reported",
  approve: "waits for approval",
  apply: "applied",
};

/** What becomes of the steps; those that a person is asked about in every mode are counted. */
function nextFor({ plan, steps }: OwnPart): string {
  const asked = plan.mode === "apply" ? steps.filter(({ step }) => wordNeeded(step, plan) !== undefined) : [];
  if (asked.length === 0) return afterwards[plan.mode];
  return asked.length === steps.length
    ? afterwards.approve
    : `${afterwards.apply}, ${asked.length} of them once approved`;
}

/** What would change, counted: `1 to create, 2 to update, 1 held`. */
function countsOf({ steps, held, warnings }: OwnPart): string {
  const counted = [...Map.groupBy(steps, ({ step }) => verbs[step.kind])].map(
    ([verb, some]) => `${some.length} ${verb}`,
  );
  const all = [
    ...counted,
    ...(held.length === 0 ? [] : [`${held.length} held`]),
    ...(warnings.length === 0
      ? []
      : [`${warnings.length} ${warnings.length === 1 ? "warning" : "warnings"}`]),
  ];
  return all.length === 0 ? "nothing" : all.join(", ");
}

const verbs: Readonly<Record<Step["kind"], string>> = {
  "create-stack": "to create",
  "update-stack": "to update",
  "refresh-functions": "to refresh",
  "register-workload": "to register",
  "adopt-workload": "to register",
  redeploy: "to start anew",
  heal: "to put back",
  "delete-stack": "to delete",
  "forget-workload": "to forget",
  "delete-failed-create": "to mend",
  "continue-rollback": "to mend",
};
