import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { policySchema } from "../../src/config/policy-config.ts";
import { policyCodes } from "../../src/domain/policy.ts";

/** A scenario as it stands in a file of `test/scenarios/hostile`; README.md there describes the keys. */
const scenarioSchema = z.strictObject({
  /** A sentence: what somebody commits. */
  name: z.string().min(1),
  /** Row of the table of attacks that it plays, or where it is from. */
  source: z.string().min(1).optional(),
  /** Files of the commit, laid over the shop's; null deletes one. */
  files: z
    .record(
      z.string().min(1),
      z.union([
        z.string(),
        z.null(),
        z.strictObject({ append: z.string() }),
        z.strictObject({ symlink: z.string() }),
        z.strictObject({ submodule: z.string() }),
      ]),
    )
    .refine((files) => Object.keys(files).length > 0, "a scenario commits something"),
  /** What the operator says about policy. */
  policy: policySchema.optional(),
  /** Other applications of the operator's configuration. */
  otherApplications: z.array(z.string()).default([]),
  /** Which environment's branch it is committed to. */
  environment: z.enum(["develop", "staging", "production"]).default("develop"),
  /** What must be held; left out, the whole environment. */
  workload: z.string().optional(),
  expect: z.union([
    z.strictObject({
      outcome: z.literal("stopped"),
      reason: z.string().default("PolicyViolation"),
      /** Rules that must have found something; others may as well. */
      rules: z.array(z.enum(policyCodes)).default([]),
    }),
    z.strictObject({ outcome: z.literal("passes") }),
  ]),
});

/** A scenario, with its file's name. */
export type HostileScenario = z.output<typeof scenarioSchema> & { readonly id: string };

/** The scenarios of a folder, in the order of their files. Throws with file and place where one is not as described. */
export function readScenarios(folder: string): readonly HostileScenario[] {
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => readScenario(path.join(folder, name)));
}

function readScenario(file: string): HostileScenario {
  const read = scenarioSchema.safeParse(parse(readFileSync(file, "utf8")));
  if (!read.success) throw new Error(`${file}: ${z.prettifyError(read.error)}`);
  return { id: path.basename(file).replace(/\.ya?ml$/, ""), ...read.data };
}
