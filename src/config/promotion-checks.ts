import type { Finding } from "../domain/finding.ts";
import type { Scope } from "./config-checks.ts";
import { findingAt } from "./config-findings.ts";
import { nearestWord } from "./suggestion.ts";

/** What keys about promotion get wrong together with others: a key that would have no effect, a name that nobody has. */
export function checkPromotion(scope: Scope): readonly Finding[] {
  return [
    ...checkGateSource(scope),
    ...checkFollowed(scope),
    ...checkApprovers(scope),
    ...checkGateNames(scope),
  ];
}

/** What GitHub says is asked of the repository that the commits come from. */
function checkGateSource({ document, application, path }: Scope): readonly Finding[] {
  if (application.source.github !== undefined) return [];
  return Object.entries(application.environments ?? {}).flatMap(([environment, { gate }]) =>
    gate?.github === undefined
      ? []
      : [
          findingAt(document, [...path, "environments", environment, "gate", "github"], {
            code: "inconsistent-values",
            part: "key",
            message: `The gate of ${environment} asks GitHub, and the repository is read by git alone.`,
            remedy:
              "Name the repository as `source: { github: { repository } }`, or let a CodeBuild project decide.",
          }),
        ],
  );
}

/** `soak` and `gate` speak to the environments that come after. */
function checkFollowed({ document, application, path }: Scope): readonly Finding[] {
  const environments = application.environments ?? {};
  const followed = new Set(Object.values(environments).map(({ after }) => after));
  return Object.entries(environments).flatMap(([environment, settings]) =>
    (["soak", "gate"] as const)
      .filter((key) => settings[key] !== undefined && !followed.has(environment))
      .map((key) =>
        findingAt(document, [...path, "environments", environment, key], {
          code: "inconsistent-values",
          part: "key",
          message: `\`${key}\` of ${environment} has no effect: no environment comes after ${environment}.`,
          remedy:
            settings.after === undefined
              ? `Write \`after: ${environment}\` at the environment that is to wait for it.`
              : `Write it at ${settings.after}, which a commit has to pass first.`,
        }),
      ),
  );
}

function checkApprovers({ document, application, path }: Scope): readonly Finding[] {
  const known = Object.keys(application.identities ?? {});
  return Object.entries(application.environments ?? {}).flatMap(([environment, { approvals, mode }]) => {
    if (approvals === undefined) return [];
    const at = [...path, "environments", environment, "approvals"];
    if (mode !== "approve")
      return [
        findingAt(document, at, {
          code: "inconsistent-values",
          part: "key",
          message: `\`approvals\` of ${environment} has no effect: its mode is ${mode}, and only \`approve\` waits for one.`,
        }),
      ];
    const strangers = (approvals.from ?? []).entries().flatMap(([index, name]) => {
      if (known.includes(name)) return [];
      const near = nearestWord(name, known);
      return [
        findingAt(document, [...at, "from", index], {
          code: "unknown-name",
          message: `${name} is not in \`identities\`; nobody could approve under this name.`,
          ...(near === undefined ? {} : { remedy: `Did you mean \`${near}\`?` }),
        }),
      ];
    });
    const isNobody = approvals.author === "refused" && known.length === 0;
    return [
      ...strangers,
      ...(isNobody
        ? [
            findingAt(document, [...at, "author"], {
              code: "inconsistent-values",
              message:
                "`author: refused` needs `identities`: without them nobody can tell who wrote a commit.",
            }),
          ]
        : []),
    ];
  });
}

/** A check that does not say which environment it is about could be another one's. */
function checkGateNames({ document, application, path }: Scope): readonly Finding[] {
  return Object.entries(application.environments ?? {}).flatMap(([environment, { gate }]) => {
    const check = gate?.github?.check;
    if (check === undefined || check.includes("{environment}") || hasWord(check, environment)) return [];
    return [
      findingAt(document, [...path, "environments", environment, "gate", "github", "check"], {
        code: "inconsistent-values",
        message: `The check \`${check}\` does not name ${environment}; the same check of another environment would open its gate.`,
        remedy: `Give it a name with the environment in it, such as \`${check} (${environment})\`; \`{environment}\` is put in.`,
      }),
    ];
  });
}

function hasWord(text: string, word: string): boolean {
  return text.split(/[^A-Za-z0-9-]+/).includes(word);
}
