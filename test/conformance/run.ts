import { mkdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { families, type CaseOutcome, type Family } from "./case-outcome.ts";
import { defaultKit } from "./kit.ts";
import { runKit, type Selection } from "./run-kit.ts";

const usage = `Usage: npm run -s conformance -- [DIR] [--json] [--out DIR] [--family F] [--case ID]

Runs the cases of a conformance kit (default: ../shared/conformance, or AUTOLAND_CONFORMANCE).
F is one of ${families.join(", ")}. Exit 0 when no case fails, 1 when one does, 2 for wrong usage.
`;

process.exitCode = main(process.argv.slice(2));

function main(args: readonly string[]): number {
  const options = optionsOf(args);
  if (typeof options === "string") {
    process.stderr.write(`${options}\n\n${usage}`);
    return 2;
  }
  const outcomes = runKit(options.kit, options.selection);
  if (outcomes.length === 0) {
    process.stderr.write(`no case of the kit in ${options.kit} was selected\n`);
    return 2;
  }
  if (options.out !== undefined) writeProduced(options.out, outcomes);
  if (options.json) process.stdout.write(`${JSON.stringify(reportOf(outcomes), undefined, 2)}\n`);
  else process.stdout.write(listing(outcomes));
  (options.json ? process.stderr : process.stdout).write(`${summary(outcomes)}\n`);
  return outcomes.some(({ status }) => status === "failed") ? 1 : 0;
}

interface Options {
  readonly kit: string;
  readonly json: boolean;
  readonly out?: string;
  readonly selection: Selection;
}

/** The options, or a sentence about what is wrong with them. */
function optionsOf(args: readonly string[]): Options | string {
  const parsed = parsedArgs(args);
  if (typeof parsed === "string") return parsed;
  const { values, positionals } = parsed;
  const [kit = defaultKit, unexpected] = positionals;
  if (unexpected !== undefined) return `one folder can be given, not also ${unexpected}`;
  if (!isFolder(kit)) return `${kit} is not a folder; give one of the conformance kit's layout`;
  const family = families.find((name) => name === values.family);
  if (values.family !== undefined && family === undefined)
    return `${values.family} is not a family of the kit`;
  return {
    kit,
    json: values.json,
    ...(values.out === undefined ? {} : { out: values.out }),
    selection: selectionOf(family, values.case),
  };
}

function parsedArgs(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        out: { type: "string" },
        family: { type: "string" },
        case: { type: "string" },
      },
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function selectionOf(family: Family | undefined, id: string | undefined): Selection {
  return { ...(family === undefined ? {} : { family }), ...(id === undefined ? {} : { id }) };
}

function isFolder(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
}

function writeProduced(out: string, outcomes: readonly CaseOutcome[]): void {
  for (const { path: name, content } of outcomes.flatMap(({ produced }) => produced)) {
    const file = path.join(out, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
  }
}

function reportOf(outcomes: readonly CaseOutcome[]): object {
  const cases = outcomes.map(({ family, id, status, problems, notes }) => ({
    family,
    id,
    status,
    problems,
    notes,
  }));
  return { schemaVersion: 1, kind: "conformance", ...counted(outcomes), cases };
}

function listing(outcomes: readonly CaseOutcome[]): string {
  const failed = outcomes
    .filter(({ status }) => status === "failed")
    .map(
      ({ family, id, problems }) =>
        `FAILED ${family}/${id}\n${problems.map((problem) => `  ${problem}\n`).join("")}`,
    );
  const skipped = outcomes
    .filter(({ status }) => status === "skipped")
    .map(({ family, id, problems }) => `skipped ${family}/${id}: ${problems.join("; ")}\n`);
  const noted = outcomes.flatMap(({ family, id, notes }) =>
    notes.map((note) => `note ${family}/${id}: ${note}\n`),
  );
  return [...noted, ...skipped, ...failed].join("");
}

function counted(outcomes: readonly CaseOutcome[]): { passed: number; failed: number; skipped: number } {
  const count = (wanted: CaseOutcome["status"]): number =>
    outcomes.filter(({ status }) => status === wanted).length;
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
}

function summary(outcomes: readonly CaseOutcome[]): string {
  const { passed, failed, skipped } = counted(outcomes);
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
