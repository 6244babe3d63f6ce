import { z } from "zod";
import { type DriftIgnoreRule, driftLayers } from "../domain/drift.ts";

/** What an operator says about an application's drift. */
export interface DriftConfig {
  /** Differences that are meant to be so, for a while. */
  readonly ignore: readonly DriftIgnoreRule[];
}

/** The key `drift` of an application. */
export const driftSchema = z
  .strictObject({
    ignore: z
      .array(ignoreSchema())
      .optional()
      .describe(
        "Differences that are meant to be so, each with its reason and its last day. That something is gone can never be ignored.",
      ),
  })
  .describe(
    "How what is deployed may depart from Git, and what is really there from what was deployed (docs/drift.md).",
  );

function ignoreSchema() {
  return z
    .strictObject({
      environment: z.string().min(1).optional().describe("Only there; left out, in all environments."),
      workload: z
        .string()
        .min(1)
        .optional()
        .describe("Only for it; left out, for all workloads and environments' own stacks."),
      layer: z.enum(driftLayers).optional().describe("Only in this layer; left out, in all three."),
      resource: z
        .string()
        .min(1)
        .optional()
        .describe("Only in this logical id; `*` stands for any number of characters."),
      type: z
        .string()
        .regex(/^[A-Za-z0-9]+::[A-Za-z0-9:]+$/, "must be a resource type, such as `AWS::ECS::Service`")
        .optional()
        .describe("Only in resources of this type."),
      path: z
        .string()
        .min(1)
        .optional()
        .describe(
          "Only at this path, as a report prints it, or below it; `*` stands for any number of characters but a slash.",
        ),
      reason: z.string().min(1).describe("Why it is meant to be so."),
      expires: z
        .string()
        .regex(/^\d{4}-\d{2}-\d{2}$/, "must be a day, such as `2027-03-31`")
        .refine((text) => isDay(text), "is not a day of the calendar")
        .describe("The first day (UTC) on which the rule no longer holds."),
    })
    .refine(
      ({ resource, type, path }) => resource !== undefined || type !== undefined || path !== undefined,
      "must say what is ignored by `resource`, `type` or `path`; a rule that ignores everything would hide the next change, too",
    )
    .describe("One rule.");
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** The same with defaults. */
export function driftOf(input: z.output<typeof driftSchema> | undefined): DriftConfig {
  return {
    ignore: (input?.ignore ?? []).map(
      ({ environment, workload, layer, resource, type, path, reason, expires }) => ({
        reason,
        expires,
        ...(environment === undefined ? {} : { environment }),
        ...(workload === undefined ? {} : { workload }),
        ...(layer === undefined ? {} : { layer }),
        ...(resource === undefined ? {} : { resource }),
        ...(type === undefined ? {} : { type }),
        ...(path === undefined ? {} : { path }),
      }),
    ),
  };
}
