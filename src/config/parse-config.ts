import type { Failure } from "../domain/failure.ts";
import type { Finding } from "../domain/finding.ts";
import { assetsOf } from "./assets-config.ts";
import { branchMatcher } from "./branch-pattern.ts";
import { checkConfig } from "./config-checks.ts";
import { readConfigDocument } from "./config-document.ts";
import type { ConfigDocument } from "./config-document.ts";
import { findingAt, findingsOf } from "./config-findings.ts";
import { configSchema } from "./config-schema.ts";
import type { ApplicationInput, ConfigInput } from "./config-schema.ts";
import type { ApplicationConfig, Config, EnvironmentConfig, SourceConfig, WaiverConfig } from "./config.ts";
import { imagesOf } from "./images-config.ts";
import { policyOf } from "./policy-config.ts";
import { parseDuration } from "./duration.ts";
import { cacheOf } from "./cache-config.ts";
import { reportsOf } from "./reports-config.ts";
import { hintsOf } from "./hints-config.ts";
import { leaseOf } from "./lease-config.ts";
import { telemetryOf } from "./telemetry-config.ts";
import { webhooksOf } from "./webhooks-config.ts";
import { githubOf } from "./github-config.ts";
import { slackOf } from "./slack-config.ts";
import { pageOf } from "./page-config.ts";
import { driftWatchOf } from "./drift-watch-config.ts";
import { healOf } from "./heal-config.ts";
import { driftOf } from "./drift-config.ts";
import { failurePolicyOf } from "./failing-config.ts";
import { identitiesOf, promotionOf } from "./promotion-config.ts";
import { prunePolicy } from "./prune.ts";
import { githubRequirementsOf } from "./require-config.ts";

/** A configuration, or everything that is wrong with its text, in the order of the text. */
export type ConfigReading =
  | { readonly kind: "config"; readonly config: Config }
  | { readonly kind: "invalid"; readonly findings: readonly Finding[] };

/** Reads the text of a configuration. `file` is what findings call it: a path, or `env:NAME`. */
export function parseConfig(file: string, text: string): ConfigReading {
  const document = readConfigDocument(file, text);
  if (!("placeOf" in document)) return { kind: "invalid", findings: document };
  if (document.value === null || document.value === undefined)
    return { kind: "invalid", findings: [emptyConfig(document)] };
  const read = configSchema.safeParse(document.value, { reportInput: false });
  if (!read.success) return invalid(findingsOf(document, read.error.issues));
  const findings = checkConfig(document, read.data);
  if (findings.length > 0) return invalid(findings);
  return { kind: "config", config: configOf(read.data) };
}

/** One failure for a configuration that cannot be used; its message has a line for each finding. */
export function configFailure(findings: readonly Finding[]): Failure {
  const isOnlyEarly =
    findings.length > 0 && findings.every((finding) => finding.code === "not-supported-yet");
  const lines = findings.map(({ place, message, remedy }) => {
    const advice = remedy === undefined ? "" : ` ${remedy}`;
    return `${place.file}:${place.line}:${place.column}: ${message}${advice}`;
  });
  return {
    disposition: "stall",
    reason: isOnlyEarly ? "NotSupportedYet" : "ConfigInvalid",
    message: lines.join("\n"),
    remedy: "Correct the configuration and start again; docs/configuration.md lists every key.",
  };
}

function invalid(findings: readonly Finding[]): ConfigReading {
  const sorted = findings.toSorted((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
  return { kind: "invalid", findings: sorted };
}

function emptyConfig(document: ConfigDocument): Finding {
  return findingAt(document, [], {
    code: "required-field-missing",
    message: "The configuration is empty; it must have `applications`.",
    remedy: "`autoland init` drafts one from a running application.",
  });
}

function configOf(input: ConfigInput): Config {
  const slack = slackOf(input.slack);
  const github = githubOf(input.github);
  const lease = leaseOf(input.lease);
  const cache = cacheOf(input.cache);
  const reports = reportsOf(input.reports);
  const hints = hintsOf(input.hints);
  const driftWatch = driftWatchOf(input.drift?.watch);
  return {
    applications: Object.entries(input.applications).map(([name, application]) =>
      applicationOf(
        name,
        application,
        Object.keys(input.applications).filter((other) => other !== name),
      ),
    ),
    page: pageOf(input.page),
    telemetry: telemetryOf(input.telemetry),
    webhooks: webhooksOf(input.webhooks),
    ...(driftWatch === undefined ? {} : { driftWatch }),
    ...(slack === undefined ? {} : { slack }),
    ...(github === undefined ? {} : { github }),
    ...(lease === undefined ? {} : { lease }),
    ...(cache === undefined ? {} : { cache }),
    ...(reports === undefined ? {} : { reports }),
    ...(hints === undefined ? {} : { hints }),
  };
}

function applicationOf(
  name: string,
  input: ApplicationInput,
  otherApplications: readonly string[],
): ApplicationConfig {
  const branches = Object.entries(input.branches).map(([pattern, environments]) => ({
    pattern,
    matches: branchMatcher(pattern),
    environments,
  }));
  const environments = branches
    .flatMap((rule) => rule.environments)
    .map((environment) => environmentOf(environment, input.environments?.[environment]));
  return {
    application: name,
    source: sourceOf(input.source),
    branches,
    environments,
    variables: input.variables ?? {},
    assets: assetsOf(input.assets),
    images: imagesOf(input.images),
    policy: policyOf(input.policy),
    drift: driftOf(input.drift),
    otherApplications,
    identities: identitiesOf(input.identities),
    waivers: (input.waivers ?? []).map(waiverOf),
    ...(input.slack === undefined ? {} : { slackChannel: input.slack.channel }),
  };
}

function waiverOf({
  code,
  file,
  field,
  reason,
}: NonNullable<ApplicationInput["waivers"]>[number]): WaiverConfig {
  return {
    code,
    reason,
    ...(file === undefined ? {} : { file }),
    ...(field === undefined ? {} : { field }),
  };
}

function sourceOf({ git, github, interval: text, require }: ApplicationInput["source"]): SourceConfig {
  const interval = parseDuration(text);
  if (interval === undefined) throw new Error(`the interval ${text} was not checked`);
  if (git !== undefined) {
    const { allowedSigners } = require ?? {};
    return {
      kind: "git",
      url: git.url,
      interval,
      ...(allowedSigners === undefined ? {} : { allowedSigners }),
    };
  }
  if (github !== undefined) {
    const required = githubRequirementsOf(require);
    return {
      kind: "github",
      repository: github.repository,
      interval,
      ...(required === undefined ? {} : { require: required }),
    };
  }
  throw new Error("the source was not checked");
}

function environmentOf(
  environment: string,
  input: NonNullable<ApplicationInput["environments"]>[string] | undefined,
): EnvironmentConfig {
  const { look, apply } = input?.roles ?? {};
  const prune = prunePolicy(input?.prune);
  return {
    environment,
    mode: input?.mode ?? "look",
    ...(input?.after === undefined ? {} : { after: input.after }),
    promotion: promotionOf(environment, input),
    roles: { ...(look === undefined ? {} : { look }), ...(apply === undefined ? {} : { apply }) },
    failing: failurePolicyOf(input?.failing),
    ...(prune === undefined ? {} : { prune }),
    heal: healOf(input?.drift),
    pipelines: input?.pipelines ?? "hold",
  };
}
