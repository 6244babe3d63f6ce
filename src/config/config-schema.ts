import { z } from "zod";
import { assetsSchema } from "./assets-config.ts";
import { githubSchema } from "./github-config.ts";
import { applicationSlackSchema, slackSchema } from "./slack-config.ts";
import { reportsSchema } from "./reports-config.ts";
import { hintsSchema } from "./hints-config.ts";
import { cacheSchema } from "./cache-config.ts";
import { leaseSchema } from "./lease-config.ts";
import { telemetrySchema } from "./telemetry-config.ts";
import { webhooksSchema } from "./webhooks-config.ts";
import { pageSchema } from "./page-config.ts";
import { faultOfBranchPattern } from "./branch-pattern.ts";
import { namePattern } from "./draft-facts.ts";
import { repositoryPattern } from "./draft-source.ts";
import { imagesSchema } from "./images-config.ts";
import { policySchema } from "./policy-config.ts";
import { driftWatchSchema } from "./drift-watch-config.ts";
import { environmentDriftSchema } from "./heal-config.ts";
import { driftSchema } from "./drift-config.ts";
import { failingSchema } from "./failing-config.ts";
import { durationPattern, parseDuration } from "./duration.ts";
import { identitiesSchema, promotionKeys } from "./promotion-config.ts";
import { pipelinesSchema } from "./pipelines.ts";
import { pruneSchema } from "./prune.ts";
import { requireSchema } from "./require-config.ts";

/**
 * The shape of the configuration, one description per key. Messages, the JSON Schema and the reference page come from
 * here; what only several keys together can get wrong is checked in `config-checks.ts`.
 */
export const configSchema = z
  .strictObject({
    applications: z
      .record(nameSchema("an application"), z.lazy(applicationSchema))
      .describe("The applications that Autoland looks after, by the name in `copilot/.workspace`."),
    page: pageSchema.optional(),
    telemetry: telemetrySchema.optional(),
    webhooks: webhooksSchema.optional(),
    slack: slackSchema.optional(),
    github: githubSchema.optional(),
    lease: leaseSchema.optional(),
    cache: cacheSchema.optional(),
    reports: reportsSchema.optional(),
    hints: hintsSchema.optional(),
    drift: z
      .strictObject({ watch: driftWatchSchema.optional() })
      .optional()
      .describe("How drift is looked for in all applications."),
  })
  .describe(
    "What Autoland looks after and what it may do. It belongs to the operator and is never read from a deployed branch.",
  );

/** The configuration as it is written, checked for shape. */
export type ConfigInput = z.output<typeof configSchema>;

/** One application as it is written. */
export type ApplicationInput = ConfigInput["applications"][string];

/** How often a repository is looked at when nothing is said. */
const defaultInterval = "30s";

const intervalWords = "must be a whole number with `s`, `m` or `h`, such as `30s` or `5m`";

function applicationSchema() {
  return z
    .strictObject({
      source: sourceSchema(),
      branches: z
        .record(branchPatternSchema(), z.array(nameSchema("an environment")).min(1))
        .refine((branches) => Object.keys(branches).length > 0, "names no branch; without one nothing is fed")
        .describe(
          "Which branch feeds which environments, in order. A key is the name of a branch or a glob (`*` is anything but a slash, `**` anything, `?` one character). An environment stands under exactly one.",
        )
        .meta({ examples: [{ develop: ["develop"], release: ["staging", "production"] }] }),
      environments: z
        .record(nameSchema("an environment"), environmentSchema())
        .optional()
        .describe("What may be done in an environment. One that is not named here is only looked at."),
      variables: z
        .record(
          z
            .string()
            .regex(
              /^[_a-zA-Z][_a-zA-Z0-9]*$/,
              "must be a variable's name: letters, digits and _, not first a digit",
            ),
          z.string(),
        )
        .optional()
        .describe(
          "What `${NAME}` in manifests stands for, besides Copilot's two predefined names. `{commit}`, `{short}` and `{branch}` are put in. The process's own environment is never read.",
        )
        .meta({ examples: [{ IMAGE_TAG: "{commit}" }] }),
      assets: assetsSchema.optional(),
      images: imagesSchema.optional(),
      policy: policySchema.optional(),
      slack: applicationSlackSchema.optional(),
      drift: driftSchema.optional(),
      identities: identitiesSchema.optional(),
      waivers: z
        .array(waiverSchema())
        .optional()
        .describe(
          "Warnings about manifests that are meant to be so, each with its reason. Errors cannot be waived.",
        ),
    })
    .describe("One application.");
}

function waiverSchema() {
  return z
    .strictObject({
      code: z.string().min(1).describe("The warning's code, as `autoland validate` prints it."),
      file: z.string().min(1).optional().describe("Only in this file; left out, in all."),
      field: z.string().min(1).optional().describe("Only at this field or below it; left out, at all."),
      reason: z.string().min(1).describe("Why it is meant to be so."),
    })
    .describe("One warning that is not shown.");
}

function sourceSchema() {
  return z
    .strictObject({
      git: z
        .strictObject({
          url: z
            .string()
            .min(1)
            .refine((url) => !holdsPassword(url), {
              error: "holds credentials; a configuration never does",
              abort: true,
            })
            .describe(
              "Any URL that git understands, or the path of a local repository. Never with credentials in it.",
            ),
        })
        .optional()
        .describe("A repository that the system's git reads. Either this or `github`."),
      github: z
        .strictObject({
          repository: z
            .string()
            .regex(repositoryPattern, "must be `owner/name`, such as `acme/shop`")
            .describe("Owner and name, such as `acme/shop`."),
        })
        .optional()
        .describe("A repository on GitHub, read by its API. Either this or `git`."),
      require: requireSchema.optional(),
      interval: z
        .string({ error: intervalWords })
        .regex(durationPattern, intervalWords)
        .refine(isReasonableInterval, "must be from `5s` to `24h`")
        .default(defaultInterval)
        .describe(
          "How often the branches are looked at: a whole number with `s`, `m` or `h`, from `5s` to `24h`.",
        ),
    })
    .meta({ oneOf: [{ required: ["git"] }, { required: ["github"] }] })
    .describe("Where the workspace is.");
}

function environmentSchema() {
  return z
    .strictObject({
      mode: z
        .enum(["look", "approve", "apply"])
        .default("look")
        .describe(
          "`look`: nothing is changed, not even a change set is made. `approve`: a change waits for a person's approval (`autoland approve`). `apply`: changes are made.",
        ),
      after: nameSchema("an environment")
        .optional()
        .describe("An environment, earlier under the same branch, that a commit has to pass first."),
      ...promotionKeys,
      roles: z
        .strictObject({
          look: roleSchema().optional().describe("The ARN of a role that may look."),
          apply: roleSchema().optional().describe("The ARN of a role that may change stacks."),
        })
        .optional()
        .describe(
          "Roles in the environment's account. Without them Copilot's own (`EnvManagerRole`, `CFNExecutionRole`) are used.",
        ),
      failing: failingSchema.optional(),
      prune: pruneSchema,
      drift: environmentDriftSchema.optional(),
      pipelines: pipelinesSchema,
    })
    .describe("What may be done in one environment.");
}

function nameSchema(what: string) {
  return z
    .string()
    .regex(
      namePattern,
      `is not the name of ${what}: it begins with a letter and has only letters, digits and dashes`,
    );
}

function roleSchema() {
  return z
    .string()
    .regex(
      /^arn:aws(?:-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
      "must be the ARN of a role, such as `arn:aws:iam::111122223333:role/autoland-look`",
    );
}

/** Checked by code: the JSON Schema says it in words only. */
function branchPatternSchema() {
  return z.string().check((context) => {
    const fault = faultOfBranchPattern(context.value);
    if (fault !== undefined)
      context.issues.push({ code: "custom", message: fault, input: context.value, path: [] });
  });
}

function isReasonableInterval(text: string): boolean {
  const interval = parseDuration(text);
  return interval === undefined || (interval >= 5000 && interval <= 24 * 3_600_000);
}

/** A user name alone is part of an SSH address (`git@host`); over HTTP it is often a token. */
function holdsPassword(url: string): boolean {
  return /^[a-z+]+:\/\/[^/@]*:[^/@]*@/i.test(url) || /^https?:\/\/[^/]*@/i.test(url);
}
