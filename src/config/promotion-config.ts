import { z } from "zod";
import {
  dangerousChanges,
  type Gate,
  type Identity,
  type PreStep,
  type PromotionRules,
} from "../domain/promotion.ts";
import { buildOf, buildSchema } from "./build-config.ts";
import { durationPattern, parseDuration } from "./duration.ts";
import { freezeSchema, windowOf, windowSchema } from "./time-config.ts";

const gateSchema = z
  .strictObject({
    github: z
      .strictObject({
        app: z
          .int("must be the number of a GitHub App")
          .positive()
          .describe(
            "Id of the GitHub App whose word counts, as its settings page shows it. What others say under the same name does not.",
          ),
        check: z
          .string()
          .min(1)
          .optional()
          .describe(
            "Name of a check on the commit; it has the environment's name in it. Left out, the app's deployment status for an environment of this name counts.",
          ),
      })
      .optional()
      .describe("A check or a deployment status on GitHub, begun after the deployment here ended."),
    codebuild: buildSchema(
      "A CodeBuild project that Autoland starts once a commit has been deployed here, with `AUTOLAND_ENVIRONMENT` and `AUTOLAND_COMMIT`.",
    ).optional(),
  })
  .refine(
    ({ github, codebuild }) => (github === undefined) !== (codebuild === undefined),
    "must have either `github` or `codebuild`",
  )
  .describe("What has to be green for a commit here before an environment that comes after takes it.");

const deadlineWords = "must be a whole number with `s`, `m` or `h`, such as `30m`";

const beforeSchema = z
  .strictObject({
    codebuild: buildSchema(
      "A CodeBuild project that Autoland starts, with `AUTOLAND_ENVIRONMENT` and `AUTOLAND_COMMIT`, such as for a database migration.",
    ).optional(),
    job: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,39}$/, "must be the name of a scheduled job, such as `migrate`")
      .optional()
      .describe(
        "A scheduled job of the application: one task of it runs, as it is deployed there but with the images that the commit asks for. Needs `roles.apply`, for Copilot's role may not run tasks of another definition.",
      ),
    deadline: z
      .string({ error: deadlineWords })
      .regex(durationPattern, deadlineWords)
      .optional()
      .describe(
        "How long the job's task may run before it is stopped and has failed: `1h` when nothing is said.",
      ),
  })
  .refine(
    ({ codebuild, job }) => (codebuild === undefined) !== (job === undefined),
    "must have either `codebuild` or `job`",
  )
  .refine(
    ({ deadline, job }) => deadline === undefined || job !== undefined,
    "has a `deadline`, which only a `job` takes: a CodeBuild project has its own timeout",
  )
  .describe(
    "What runs before anything is changed here, once for each set of desired stacks. When it fails, no change set is made.",
  );

const approvalsSchema = z
  .strictObject({
    from: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        "Names of `identities`: only their approval counts. Left out, anybody's who may write the record.",
      ),
    author: z
      .enum(["allowed", "refused"])
      .default("allowed")
      .describe(
        "`refused`: who wrote one of the commits that are to be applied cannot approve them. Where that cannot be told from `identities`, no approval counts.",
      ),
  })
  .describe("Whose approval counts where the mode is `approve`.");

const soakWords = "must be a whole number with `s`, `m` or `h`, such as `30m` or `24h`";

/** The keys of an environment about when and by whose word it is changed, and when the next one follows. */
export const promotionKeys = {
  soak: z
    .string({ error: soakWords })
    .regex(durationPattern, soakWords)
    .refine((text) => (parseDuration(text) ?? 0) <= 720 * 3_600_000, "must be at most `720h`")
    .optional()
    .describe(
      "How long a commit has to have run well here before an environment that comes after takes it: a whole number with `s`, `m` or `h`, at most `720h`. A newer commit does not begin it anew.",
    ),
  gate: gateSchema.optional(),
  before: beforeSchema.optional(),
  windows: z
    .array(windowSchema)
    .min(1)
    .optional()
    .describe("When changes may be made; outside of all of them nothing is. Left out, at any time."),
  freezes: z.array(freezeSchema).optional().describe("When no change may be made, whatever the windows say."),
  approvals: approvalsSchema.optional(),
  approvalFor: z
    .array(z.enum(dangerousChanges))
    .optional()
    .describe(
      "Changes that need a person's approval also where the mode is `apply`: `permissions` (somebody may do more than before), `network` (a security group lets more in), `replacement` and `deletion` (of a resource). What would lose data is held in any case.",
    ),
};

const promotionSchema = z.object(promotionKeys);

/** These keys as they are written. */
export type PromotionInput = z.output<typeof promotionSchema>;

/** The same as rules; what is left out asks for nothing. */
export function promotionOf(environment: string, input: PromotionInput | undefined): PromotionRules {
  const { soak, gate, before, windows, freezes, approvals, approvalFor } = input ?? {};
  return {
    soak: soak === undefined ? 0 : (parseDuration(soak) ?? 0),
    ...(gate === undefined ? {} : { gate: gateOf(environment, gate) }),
    ...(before === undefined ? {} : { before: preStepOf(before) }),
    windows: (windows ?? []).map(windowOf),
    freezes: freezes ?? [],
    approvals: {
      author: approvals?.author ?? "allowed",
      ...(approvals?.from === undefined ? {} : { from: approvals.from }),
    },
    ...(approvalFor === undefined ? {} : { approvalFor }),
  };
}

function gateOf(environment: string, { github, codebuild }: z.output<typeof gateSchema>): Gate {
  if (github !== undefined) {
    const { app, check } = github;
    return check === undefined
      ? { kind: "github-deployment", app }
      : { kind: "github-check", app, check: check.replaceAll("{environment}", environment) };
  }
  if (codebuild === undefined) throw new Error("a gate was not checked");
  return { kind: "build", ...buildOf(codebuild) };
}

function preStepOf({ codebuild, job, deadline }: z.output<typeof beforeSchema>): PreStep {
  if (job !== undefined) return { kind: "job", job, deadline: parseDuration(deadline ?? "1h") ?? 0 };
  if (codebuild === undefined) throw new Error("a pre-step was not checked");
  return { kind: "build", ...buildOf(codebuild) };
}

/** The key `identities` of an application. */
export const identitiesSchema = z
  .record(
    z.string().min(1),
    z
      .strictObject({
        aws: z
          .array(z.string().min(1))
          .optional()
          .describe(
            "ARNs of principals as Parameter Store's `LastModifiedUser` shows them; `*` stands for anything, such as `arn:aws:sts::111122223333:assumed-role/Admin/ann*`.",
          ),
        git: z.array(z.string().min(1)).optional().describe("E-mail addresses in commits."),
        page: z
          .array(z.string().min(1))
          .optional()
          .describe(
            "Logins of the page: names of GitHub accounts, or `operator` for who holds the token for acting.",
          ),
      })
      .describe("One person under all names that count."),
  )
  .describe("Who is who, for rules about approvals.");

/** The same, in the order of the text. */
export function identitiesOf(input: z.output<typeof identitiesSchema> | undefined): readonly Identity[] {
  return Object.entries(input ?? {}).map(([name, { aws, git, page }]) => ({
    name,
    aws: aws ?? [],
    git: (git ?? []).map((address) => address.toLowerCase()),
    page: (page ?? []).map((login) => login.toLowerCase()),
  }));
}
