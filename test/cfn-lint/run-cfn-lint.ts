import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { writeTemplate } from "../../src/template/write-template.ts";
import { pythonProgram } from "../python/python-tools.ts";
import type { NamedTemplate } from "./named-template.ts";

/** What cfn-lint says about a place of a template. */
export interface LintFinding {
  readonly template: string;
  readonly rule: string;
  /** Steps from the top of the template, joined by `/`. */
  readonly path: string;
  readonly message: string;
}

const answer = z.array(
  z.object({
    Filename: z.string(),
    Message: z.string(),
    Rule: z.object({ Id: z.string() }),
    Location: z.object({ Path: z.array(z.union([z.string(), z.number()])).nullable() }),
  }),
);

/** One process for each core: cfn-lint takes half a second to start, and checks on one core only. */
const processes = 2;

/** All that cfn-lint finds in the templates' text, warnings with it. Rejects when cfn-lint itself fails. */
export async function runCfnLint(templates: readonly NamedTemplate[]): Promise<readonly LintFinding[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "autoland-cfn-lint-"));
  try {
    const files = templates.map(({ name, template }) => {
      const file = `${name}.yml`;
      writeFileSync(path.join(folder, file), writeTemplate(template));
      return file;
    });
    const batches = Array.from({ length: processes }, (_, batch) =>
      files.filter((_file, index) => index % processes === batch),
    );
    const found = await Promise.all(batches.map((batch) => lint(folder, batch)));
    return found.flat();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function lint(folder: string, files: readonly string[]): Promise<readonly LintFinding[]> {
  if (files.length === 0) return Promise.resolve([]);
  const options = { cwd: folder, maxBuffer: 512 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    execFile(
      pythonProgram("cfn-lint"),
      ["--format", "json", "--", ...files],
      options,
      (error, stdout, stderr) => {
        // The status says which kinds of findings there are; only what cannot be read is a failure.
        if (stdout.trim() === "") {
          const failure = new Error(`cfn-lint gives no answer: ${stderr.slice(-2000)}`, { cause: error });
          return reject(failure);
        }
        resolve(findingsIn(stdout));
      },
    );
  });
}

function findingsIn(text: string): readonly LintFinding[] {
  return answer.parse(JSON.parse(text)).map(({ Filename, Message, Rule, Location }) => ({
    template: path.basename(Filename, ".yml"),
    rule: Rule.Id,
    path: (Location.Path ?? []).join("/"),
    message: Message,
  }));
}
