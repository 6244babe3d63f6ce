import { z } from "zod";
import { policyCodes, type PolicySettings } from "../domain/policy.ts";

/** The key `policy` of an application: what the operator says about the built-in rules. */
export const policySchema = z
  .strictObject({
    registries: z
      .array(
        z
          .string()
          .regex(
            /^[a-z0-9.-]+(?::\d+)?(?:\/[\w./-]+)?$/,
            "must be a registry, or one with the beginning of a path, such as `registry.acme.com/team`",
          ),
      )
      .optional()
      .describe(
        "Registries that images may come from besides the application's own and the usual public ones; with a path, only what is below it.",
      ),
    imports: z
      .array(z.string().min(1))
      .optional()
      .describe(
        "Exports of other stacks that manifests and addons may import (`*` is any text). Left out, all may be that belong to no other environment or application.",
      ),
    enforce: z
      .array(z.enum(policyCodes))
      .optional()
      .describe("Rules that stop nothing by themselves and are to stop here, such as `exec-enabled`."),
    waivers: z
      .array(policyWaiverSchema())
      .optional()
      .describe("What a rule stops and is meant to be so, each with its reason and its last day."),
  })
  .describe(
    "The rules on what was rendered (docs/policy.md). They always hold; this says what they let pass.",
  );

function policyWaiverSchema() {
  return z
    .strictObject({
      rule: z.enum(policyCodes).describe("The rule's code, as the plan prints it."),
      environment: z.string().min(1).optional().describe("Only there; left out, in all environments."),
      workload: z.string().min(1).optional().describe("Only for it; left out, for all workloads."),
      resource: z
        .string()
        .min(1)
        .optional()
        .describe("Only for this logical id; left out, for all resources."),
      reason: z.string().min(1).describe("Why it is meant to be so."),
      expires: z
        .string()
        .regex(/^\d{4}-\d{2}-\d{2}$/, "must be a day, such as `2027-03-31`")
        .refine((text) => isDay(text), "is not a day of the calendar")
        .describe("The first day (UTC) on which the waiver no longer holds."),
    })
    .describe("One exception.");
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** The same with defaults. */
export function policyOf(input: z.output<typeof policySchema> | undefined): PolicySettings {
  return {
    registries: input?.registries ?? [],
    imports: input?.imports,
    enforce: input?.enforce ?? [],
    waivers: (input?.waivers ?? []).map(({ rule, environment, workload, resource, reason, expires }) => ({
      rule,
      reason,
      expires,
      ...(environment === undefined ? {} : { environment }),
      ...(workload === undefined ? {} : { workload }),
      ...(resource === undefined ? {} : { resource }),
    })),
  };
}
