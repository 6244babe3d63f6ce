import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Plan } from "../../src/domain/plan.ts";
import { planJson } from "../../src/report/plan-json.ts";
import { planMarkdown } from "../../src/report/plan-markdown.ts";
import { planText } from "../../src/report/plan-text.ts";
import { failResources } from "../../src/simulator/cloudformation/resource-faults.ts";
import { openAdoptedShop, openShop, type Shop } from "../support/shop.ts";

const branch = z.enum(["develop", "release"]);
const mode = z.enum(["look", "approve", "apply"]);

/** What `situation.json` may say; every part happens in this order. */
const schema = z.strictObject({
  /** The shop as Copilot left it, or as it is once Autoland has taken it over. */
  startsFrom: z.enum(["copilot", "taken-over"]),
  modes: z.strictObject({ develop: mode, staging: mode, production: mode }).partial().optional(),
  /** The branch that `workspace/` is committed to, and what goes from it in the same commit. */
  commit: z.strictObject({ branch, removes: z.array(z.string()).optional() }).optional(),
  deletesBranch: branch.optional(),
  /** Workloads whose images are pushed for the last commit that touched their folder. */
  pushesImagesOf: z.array(z.string()).optional(),
  /** Updates of a stack fail from here on: the change itself, or the change and its rollback. */
  fails: z.strictObject({ stack: z.string(), rollbackToo: z.boolean() }).optional(),
  /** How many passes Autoland makes before the plan that is shown. */
  passes: z.int().min(0).default(0),
});

/** The files that a situation's plan is told in, by name. */
export type ToldPlan = Readonly<Record<"plan.txt" | "plan.json" | "comment.md", string>>;

/** Plays the situation of a folder and tells the plan that comes of it, without anything that varies. */
export async function tellSituation(folder: string): Promise<ToldPlan> {
  const situation = schema.parse(JSON.parse(readFileSync(path.join(folder, "situation.json"), "utf8")));
  const shop = situation.startsFrom === "copilot" ? await openShop() : await openAdoptedShop();
  await happen(shop, situation, filesBelow(path.join(folder, "workspace")));
  const subject = shop.subject(plainly(situation.modes ?? {}));
  for (let pass = 0; pass < situation.passes; pass += 1) await shop.sync(subject);
  const { plan } = await shop.look(subject);
  return told(plan);
}

/** The files at or below a folder, by path from it; none where there is no such folder. */
export function filesBelow(root: string): Readonly<Record<string, string>> {
  const entries = readdirSync(path.dirname(root), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => file.startsWith(`${root}${path.sep}`));
  return Object.fromEntries(files.map((file) => [path.relative(root, file), readFileSync(file, "utf8")]));
}

async function happen(
  { source, world, push }: Shop,
  { commit, deletesBranch, pushesImagesOf = [], fails }: z.infer<typeof schema>,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  if (commit !== undefined) {
    const removed = Object.fromEntries((commit.removes ?? []).map((file) => [file, null]));
    source.commit(commit.branch, { ...files, ...removed });
    for (const workload of pushesImagesOf) {
      const built = (await source.sinceLastTouch(source.head(commit.branch), [workload])).at(-1);
      if (built !== undefined) push(workload, built);
    }
  }
  if (deletesBranch !== undefined) source.deleteBranch(deletesBranch);
  if (fails === undefined) return;
  const fault = { stackName: fails.stack, reason: "Resource handler returned message: no capacity" } as const;
  failResources(world, { ...fault, logicalId: "Service", verb: "update", during: "forward" });
  if (fails.rollbackToo) failResources(world, { ...fault, during: "rollback" });
}

function told(plan: Plan): ToldPlan {
  const json = `${JSON.stringify(planJson(plan), undefined, 2)}\n`;
  const commits = new Set(json.match(/\b[0-9a-f]{40}\b/g));
  const steady = (text: string): string => steadied(text, commits);
  return {
    "plan.txt": steady(planText(plan)),
    "plan.json": steady(json),
    "comment.md": steady(planMarkdown(plan)),
  };
}

/** Digests, commits, ids and times say nothing to a reader, and change whenever anything upstream of them does. */
function steadied(text: string, commits: ReadonlySet<string>): string {
  const withoutCommits = [...commits].reduce(
    (before, commit) =>
      before
        .replaceAll(commit, "<commit>")
        .replaceAll(commit.slice(0, 8), "<commit>")
        .replaceAll(commit.slice(0, 7), "<commit>"),
    text,
  );
  return withoutCommits
    .replaceAll(/\b[0-9a-f]{64}\b/g, "<sha256>")
    .replaceAll(/(?<=sha256:|function\/)[0-9a-f]{8,}…/g, "<sha256>…")
    .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "<id>")
    .replaceAll(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>")
    .replaceAll(/\bPlan [0-9a-f]{12}\b/g, "Plan <digest>");
}

/** Only what is there: an optional property is absent, never undefined. */
function plainly<T extends object>(entries: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
}
