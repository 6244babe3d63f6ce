import type { Finding } from "../domain/finding.ts";
import type { ConfigDocument, PathStep } from "./config-document.ts";
import { findingAt } from "./config-findings.ts";
import type { ApplicationInput, ConfigInput } from "./config-schema.ts";
import { checkPromotion } from "./promotion-checks.ts";
import { checkRequirements } from "./require-checks.ts";
import { nearestWord } from "./suggestion.ts";

/** What several keys together get wrong. The shape has been checked before. */
export function checkConfig(document: ConfigDocument, config: ConfigInput): readonly Finding[] {
  const names = Object.keys(config.applications);
  if (names.length === 0)
    return [
      findingAt(document, ["applications"], {
        code: "empty-value",
        message: "`applications` names no application; there would be nothing to look after.",
      }),
    ];
  return Object.entries(config.applications).flatMap(([name, application]) => {
    const scope = { document, application, path: ["applications", name] };
    return [
      ...checkSource(scope),
      ...checkRequirements(scope),
      ...checkFedOnce(scope),
      ...checkEnvironments(scope),
      ...checkOrder(scope),
      ...checkJobs(scope),
      ...checkPromotion(scope),
      ...checkSlackChannel(scope, config),
    ];
  });
}

/** One application of the configuration, and where it stands. */
export interface Scope {
  readonly document: ConfigDocument;
  readonly application: ApplicationInput;
  readonly path: readonly PathStep[];
}

/** Only a bot can be told where to write. */
function checkSlackChannel(
  { document, application, path }: Scope,
  { slack }: ConfigInput,
): readonly Finding[] {
  if (application.slack === undefined || slack?.token !== undefined) return [];
  return [
    findingAt(document, [...path, "slack"], {
      code: "inconsistent-values",
      part: "key",
      message:
        "names a channel of its own, which needs `slack.token`: a webhook has one channel, and without `slack` nobody is told.",
    }),
  ];
}

function checkSource({ document, application, path }: Scope): readonly Finding[] {
  const { git, github } = application.source;
  const at = [...path, "source"];
  if (git === undefined && github === undefined)
    return [
      findingAt(document, at, {
        code: "at-least-one-required",
        part: "key",
        message: "`source` names no repository; it must have `git: { url }` or `github: { repository }`.",
      }),
    ];
  if (git !== undefined && github !== undefined)
    return [
      findingAt(document, [...at, "github"], {
        code: "mutually-exclusive",
        part: "key",
        message: "`source` has both `git` and `github`; an application has one repository.",
      }),
    ];
  return [];
}

function checkFedOnce({ document, application, path }: Scope): readonly Finding[] {
  const feeders = new Map<string, string>();
  const findings: Finding[] = [];
  for (const [pattern, environments] of Object.entries(application.branches)) {
    for (const [index, environment] of environments.entries()) {
      const first = feeders.get(environment);
      if (first === undefined) feeders.set(environment, pattern);
      else
        findings.push(
          findingAt(document, [...path, "branches", pattern, index], {
            code: "environment-fed-twice",
            message:
              first === pattern
                ? `The environment ${environment} stands twice under \`${pattern}\`.`
                : `The environment ${environment} is fed by \`${first}\` and by \`${pattern}\`; it can follow one branch only.`,
            remedy: "Leave it under the branch that it is meant to follow.",
          }),
        );
    }
  }
  return findings;
}

function checkEnvironments({ document, application, path }: Scope): readonly Finding[] {
  const fed = [...new Set(Object.values(application.branches).flat())];
  return Object.keys(application.environments ?? {})
    .filter((environment) => !fed.includes(environment))
    .map((environment) => {
      const near = nearestWord(environment, fed);
      return findingAt(document, [...path, "environments", environment], {
        code: "environment-not-fed",
        part: "key",
        message: `The environment ${environment} has settings, but no branch feeds it.`,
        remedy:
          near === undefined
            ? "Put it under a branch, or take its settings out."
            : `Did you mean \`${near}\`?`,
      });
    });
}

/** Copilot's own role may not register a task definition, so that a job's task with another image needs a role of the operator's. */
function checkJobs({ document, application, path }: Scope): readonly Finding[] {
  return Object.entries(application.environments ?? {}).flatMap(([environment, { before, roles }]) => {
    if (before?.job === undefined || roles?.apply !== undefined) return [];
    return [
      findingAt(document, [...path, "environments", environment, "before", "job"], {
        code: "inconsistent-values",
        message: `${environment} is to run ${before.job} before its changes and has no \`roles.apply\`: Copilot's manager role may not register a task definition or run one.`,
        remedy: "Name a role in `roles.apply` that may (docs/permissions.md), or use `codebuild`.",
      }),
    ];
  });
}

/** `after` points to an environment that stands earlier under the same branch, so that no circle can arise. */
function checkOrder({ document, application, path }: Scope): readonly Finding[] {
  return Object.entries(application.environments ?? {}).flatMap(([environment, { after }]) => {
    if (after === undefined) return [];
    const order = Object.values(application.branches).find((list) => list.includes(environment)) ?? [];
    const earlier = order.slice(0, order.indexOf(environment));
    if (earlier.includes(after)) return [];
    const fed = Object.values(application.branches).flat();
    const near = fed.includes(after) ? undefined : nearestWord(after, earlier);
    const why =
      after === environment
        ? "it cannot come after itself"
        : !fed.includes(after)
          ? "no branch feeds an environment of this name"
          : order.includes(after)
            ? `it stands before ${after} under its branch`
            : `${after} is fed by another branch, whose commits never reach ${environment}`;
    return [
      findingAt(document, [...path, "environments", environment, "after"], {
        code: "inconsistent-values",
        message: `${environment} cannot be applied after ${after}: ${why}.`,
        remedy:
          near === undefined
            ? "Name an environment that stands earlier in the same branch's list."
            : `Did you mean \`${near}\`?`,
      }),
    ];
  });
}
