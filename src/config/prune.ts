import { z } from "zod";
import type { PrunePolicy } from "../domain/prune-policy.ts";

const resourcePattern = /^(?:\*|[a-z][a-z0-9-]*)(?:\/[A-Za-z0-9]+)+$/;

/** How an environment's `prune` is written. */
export const pruneSchema = z
  .strictObject({
    stacks: z
      .enum(["off", "approve"])
      .default("off")
      .describe(
        "`off`: the stack of a workload that Git no longer asks for stays, and is told of. `approve`: it is deleted once a person has approved that. docs/prune.md has the rules.",
      ),
    most: z
      .int("must be a whole number")
      .min(1, "must be at least 1")
      .max(100, "must be at most 100")
      .default(1)
      .describe(
        "How many stacks may be up for deletion at once. When there are more, none is deleted: a folder lost by mistake rarely goes alone.",
      ),
    data: z
      .array(
        z
          .string()
          .regex(
            resourcePattern,
            "must be WORKLOAD/RESOURCE, such as `worker/EventsQueue`, `orders/AddonsStack/Table` or `*/LogGroup`",
          ),
      )
      .optional()
      .describe(
        "Resources that hold data and may be deleted with their stack: `WORKLOAD/RESOURCE`, `*` for any workload. A stack with others is held.",
      )
      .meta({ examples: [["*/LogGroup", "worker/EventsQueue"]] }),
  })
  .optional()
  .describe("Deletion of what Git no longer asks for. Left out, nothing is ever deleted.");

/** The policy; undefined where nothing may be deleted. */
export function prunePolicy(input: z.output<typeof pruneSchema>): PrunePolicy | undefined {
  if (input === undefined || input.stacks === "off") return undefined;
  return { most: input.most, data: input.data ?? [] };
}
