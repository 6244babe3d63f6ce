import type { EnvironmentPlaces, Presence, StackPlace } from "../../src/domain/inconsistency.ts";
import { type StackStatus, stackStatuses } from "../../src/domain/stack-status.ts";
import { judgeEnvironment } from "../../src/plan/judge-environment.ts";
import { judgeWorkload } from "../../src/plan/judge-workload.ts";

const presences: readonly Presence[] = ["present", "absent", "unreadable"];
const stacks: readonly StackPlace[] = ["absent", ...stackStatuses, "unreadable"];

/** One cell of the table of workloads. */
export interface Cell {
  readonly files: Presence;
  readonly record: Presence;
  readonly stack: StackPlace;
  readonly verdict: string;
  readonly mending: string;
}

/** Every combination of files, Parameter Store and stack, with every stack status; the image repository is where it should be. */
export function workloadCells(): readonly Cell[] {
  return presences.flatMap((files) =>
    presences.flatMap((record) =>
      stacks.map((stack) => {
        const repository = record === "absent" ? "absent" : "present";
        return { files, record, stack, ...judgeWorkload({ files, record, stack, repository }) };
      }),
    ),
  );
}

/** Every combination of an environment's places. */
export function environmentCells(): readonly (EnvironmentPlaces & {
  readonly verdict: string;
  readonly mending: string;
})[] {
  return [true, false].flatMap((configured) =>
    presences.flatMap((record) =>
      stacks.flatMap((stack) =>
        (["usable", "refused", "unknown"] as const).map((role) => {
          const places = { configured, record, stack, role };
          return { ...places, ...judgeEnvironment(places) };
        }),
      ),
    ),
  );
}

/** The page of the table, made from the code that decides. */
export function threePlacesPage(): string {
  return [
    "# Git, Parameter Store, CloudFormation",
    "",
    "This page is generated from the code that decides (`npm run -s docs`); do not edit it.",
    "",
    "What a workload is stands in three places: its folder in Git, Copilot's record in Parameter Store, and its stack. They come apart: a",
    "folder deleted by hand, a stack stuck after its first failed deployment, an image repository that nobody remembers. Every plan compares",
    "them and has a section of its own for what disagrees, in the text, in the JSON (`inconsistencies`) and in the comment. Where it is",
    "safe the plan has a step that mends it; everything else is held for a person. What could not be read is never taken for absent.",
    "",
    "## Workloads",
    "",
    "| in Git | record | stack | verdict | what mends it |",
    "|---|---|---|---|---|",
    ...workloadRows(),
    "",
    "Besides: `repository-lost` (registered and asked for, and the StackSet made no image repository in the region) is mended by registering",
    "again; `repository-left-over` (an image repository that neither Git nor Parameter Store knows) by forgetting. Whether a record is left over",
    "is no question of one environment: see the rules in [prune.md](prune.md).",
    "",
    "What mends it:",
    "",
    "- **register**, **adopt**: steps of the plan, in every mode but `look`; adopting needs the stack to bear Copilot's tags for this workload (`ForeignStack`).",
    "- **delete-stack**, **forget**: steps only where `prune` is on, and only with a person's approval ([prune.md](prune.md)).",
    "- **wait**: nothing is done until it can be read, or has come to rest.",
    "- **person**: nothing is done; the plan says what to do.",
    "",
    "Stacks that neither Git nor Parameter Store names are found by the tag `copilot-application`.",
    "",
    "## Environments",
    "",
    "| fed by a branch | record | stack | role | verdict | what mends it |",
    "|---|---|---|---|---|---|",
    ...environmentRows(),
    "",
    "Nothing of an environment is mended without a person: `autoland env create ENVIRONMENT` goes on from whatever is there, and writes a lost",
    "record again from what the stack says; `--region` with `--profile` or `--role` say where it is, if elsewhere. A stack without a record is looked for in the application's own account and region.",
    "",
  ].join("\n");
}

function workloadRows(): readonly string[] {
  const groups = Map.groupBy(workloadCells(), ({ files, record, verdict, mending, stack }) =>
    // What cannot be read makes the rest of the row say nothing.
    verdict === "unclear" ? "unclear" : [files, record, verdict, mending, stack === "absent"].join(),
  );
  return [...groups.values()].map((cells) => {
    const [first] = cells;
    if (first === undefined) return "";
    const { files, record, verdict, mending } = first;
    if (verdict === "unclear") return `| one of them unreadable | | | ${verdict} | ${mending} |`;
    return `| ${yes(files)} | ${yes(record)} | ${stacksText(cells.map(({ stack }) => stack))} | ${verdict} | ${mending} |`;
  });
}

function environmentRows(): readonly string[] {
  const groups = Map.groupBy(environmentCells(), ({ configured, record, verdict, mending }) =>
    [configured, record, verdict, mending].join(),
  );
  return [...groups.values()].map((cells) => {
    const [first] = cells;
    if (first === undefined) return "";
    const { configured, record, verdict, mending } = first;
    const roles = [...new Set(cells.map(({ role }) => role))];
    const role = roles.length === 3 ? "any" : roles.join(" or ");
    const stack = stacksText([...new Set(cells.map((cell) => cell.stack))]);
    return `| ${configured ? "yes" : "no"} | ${yes(record)} | ${stack} | ${role} | ${verdict} | ${mending} |`;
  });
}

function yes(presence: Presence): string {
  return { present: "yes", absent: "no", unreadable: "unreadable" }[presence];
}

function stacksText(list: readonly StackPlace[]): string {
  if (list.length === stacks.length) return "any";
  const words = list.map((stack) =>
    stack === "absent" ? "none" : stack === "unreadable" ? "unreadable" : `\`${stack}\``,
  );
  return words.join(" ");
}

/** The statuses of a list of cells, for assertions. */
export function statusesOf(cells: readonly Cell[]): readonly StackStatus[] {
  return cells.flatMap(({ stack }) => (stack === "absent" || stack === "unreadable" ? [] : [stack]));
}
