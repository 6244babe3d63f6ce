import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { driftSchema } from "../../src/config/drift-config.ts";
import { driftLayers } from "../../src/domain/drift.ts";
import type { JsonMap } from "../../src/domain/template.ts";

const properties = z.record(z.string(), z.json()).transform((value) => value as JsonMap);
const place = { account: z.string().optional(), region: z.string().optional() };

/** One thing that somebody does; test/scenarios/README.md describes each. */
const editSchema = z.union([
  z.strictObject({ commit: z.record(z.string(), z.union([z.string(), z.null()])) }),
  z.strictObject({
    live: z.strictObject({
      stack: z.string(),
      resource: z.string(),
      set: properties.optional(),
      delete: z.literal(true).optional(),
      ...place,
    }),
  }),
  z.strictObject({
    update: z.strictObject({
      stack: z.string(),
      parameters: z.record(z.string(), z.string()).default({}),
      tags: z.record(z.string(), z.string()).default({}),
      template: z.array(z.strictObject({ path: z.string(), value: z.json().optional() })).default([]),
      ...place,
    }),
  }),
  z.strictObject({
    call: z.strictObject({ service: z.string(), action: z.string(), input: properties, ...place }),
  }),
  z.strictObject({ wait: z.int().min(1).max(86_400) }),
]);

/** A scenario as it stands in a file of `test/scenarios/drift`. */
const scenarioSchema = z.strictObject({
  name: z.string().min(1),
  source: z.string().optional(),
  environment: z.enum(["test", "prod"]).default("test"),
  edits: z.array(editSchema).min(1),
  drift: driftSchema.optional(),
  expect: z.array(
    z.strictObject({
      layer: z.enum(driftLayers),
      workload: z.string().optional(),
      resource: z.string().optional(),
      path: z.string().optional(),
      departure: z.enum(["added", "removed", "changed", "deleted"]).optional(),
    }),
  ),
});

/** One edit. */
export type Edit = z.output<typeof editSchema>;

/** A scenario, with its file's name. */
export type DriftScenario = z.output<typeof scenarioSchema> & { readonly id: string };

/** The scenarios of a folder, in the order of their files. Throws with file and place where one is not as described. */
export function readScenarios(folder: string): readonly DriftScenario[] {
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => {
      const file = path.join(folder, name);
      const read = scenarioSchema.safeParse(parse(readFileSync(file, "utf8")));
      if (!read.success) throw new Error(`${file}: ${z.prettifyError(read.error)}`);
      return { id: name.replace(/\.ya?ml$/, ""), ...read.data };
    });
}
