import { z } from "zod";
import { defaultFailurePolicy, type FailurePolicy } from "../domain/failure-policy.ts";
import { durationPattern, parseDuration } from "./duration.ts";

const durationWords = "must be a whole number with `s`, `m` or `h`, such as `30m` or `2h`";

/** `failing` of an environment: what is done about changes that fail. */
export const failingSchema = z
  .strictObject({
    end: z
      .boolean()
      .default(defaultFailurePolicy.end)
      .describe(
        "Whether a change that fails is ended early: an update is cancelled and goes back, a first creation is deleted with what it made. `false`: it is only told of, and CloudFormation gives it up by itself.",
      ),
    tasks: z
      .int()
      .min(1)
      .max(200)
      .default(defaultFailurePolicy.tasks)
      .describe(
        "A change is ended when so many tasks have stopped for the same reason. One that fails while a newer commit waits is ended at its first failure.",
      ),
    deadline: durationSchema("2h", "A change that takes longer is ended."),
    noProgress: durationSchema(
      "30m",
      "A change is ended when for so long no event came and no further task ran.",
    ),
    recreate: z
      .boolean()
      .default(defaultFailurePolicy.recreate)
      .describe(
        "Whether a stack whose first creation failed is deleted and made again, if it never was complete, left nothing behind and is not protected.",
      ),
    continueRollback: z
      .boolean()
      .default(defaultFailurePolicy.continueRollback)
      .describe(
        "Whether a rollback that failed is continued once, without skipping a resource: when what it failed by passes by itself, or a person asks with `autoland retry`. Needs `roles.apply`, since Copilot's role may not.",
      ),
    logLines: z
      .int()
      .min(0)
      .max(50)
      .default(defaultFailurePolicy.logLines)
      .describe(
        "How many of a failed container's last log lines are read and told. They may hold secrets that Autoland cannot recognise, so none are unless this says so.",
      ),
  })
  .describe("What is done about changes that fail, and about stacks that are stuck.");

function durationSchema(standard: string, words: string) {
  return z
    .string()
    .regex(durationPattern, durationWords)
    .refine((text) => (parseDuration(text) ?? 0) >= 60_000, "must be at least a minute")
    .default(standard)
    .describe(words);
}

/** The policy that an environment's `failing` says, with the defaults for what it leaves out. */
export function failurePolicyOf(input: z.output<typeof failingSchema> | undefined): FailurePolicy {
  if (input === undefined) return defaultFailurePolicy;
  return {
    ...input,
    deadline: parseDuration(input.deadline) ?? defaultFailurePolicy.deadline,
    noProgress: parseDuration(input.noProgress) ?? defaultFailurePolicy.noProgress,
  };
}
