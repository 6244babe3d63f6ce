import type { Json } from "../../src/domain/template.ts";
import { compareTemplates } from "../../src/template/compare-templates.ts";
import { kitFreeTexts } from "../../src/template/ignore-rules.ts";
import {
  isJsonList,
  pointerOf,
  pointerSteps,
  valueAt,
  withoutPath,
  withValue,
} from "../../src/template/json-pointer.ts";
import type { TemplateExpectation } from "./case-file.ts";
import { functionFaults } from "./static-site-function.ts";

/** What a comparison found: `problems` fail a case, `notes` do not. */
export interface Comparison {
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

/** How a template is compared: the kit's "How to compare", steps 3 to 6. */
export type ComparisonRules = Partial<Pick<TemplateExpectation, "ignore" | "random" | "errata">>;

/** Compares a produced template with the expected one, both in long form (steps 1 and 2 of the kit's README). */
export function compareCase(expected: Json, produced: Json, rules: ComparisonRules): Comparison {
  const wanted = withErrata(normalised(expected, rules), rules);
  const given = normalised(produced, rules);
  const compared = differences(wanted, given);
  return { ...compared, problems: [...compared.problems, ...functionFaults(wanted, given)] };
}

/** Differences of two values without regard to free texts, as sentences. */
export function differences(expected: Json, produced: Json): Comparison {
  const problems: string[] = [];
  const notes: string[] = [];
  for (const difference of compareTemplates(expected, produced, { ignore: kitFreeTexts })) {
    const path = difference.path === "" ? "/" : difference.path;
    switch (difference.kind) {
      case "added":
        problems.push(`${path} is not expected: ${shown(difference.to)}`);
        break;
      case "removed":
        problems.push(`${path} is missing: ${shown(difference.from)}`);
        break;
      case "changed":
        problems.push(`${path} is ${shown(difference.to)}, expected ${shown(difference.from)}`);
        break;
      case "type-only":
        notes.push(
          `${path} is ${shown(difference.to)}, expected ${shown(difference.from)}: only the type differs`,
        );
        break;
    }
  }
  return { problems, notes };
}

/** Compares `Parameters` and `Tags` as maps of text, without regard to order. */
export function compareParameters(expected: Json, produced: Json): readonly string[] {
  return ["Parameters", "Tags"].flatMap((section) => {
    const wanted = valueAt(expected, `/${section}`) ?? {};
    const given = valueAt(produced, `/${section}`) ?? {};
    const { problems, notes } = differences(wanted, given);
    return [...problems, ...notes].map((problem) => `${section}${problem}`);
  });
}

/**
 * Looks for every key of a fragment in the produced template: maps may have more there, lists and scalars not. Free
 * texts do not count.
 */
export function missingOfFragment(fragment: Json, produced: Json): readonly string[] {
  return compareTemplates(fragment, produced, { ignore: kitFreeTexts })
    .filter(({ kind }) => kind !== "type-only")
    .filter(({ kind, path }) => kind !== "added" || isBelowList(fragment, path))
    .map(({ path }) => `fragment ${path} is missing or differs`);
}

function isBelowList(document: Json, path: string): boolean {
  const steps = pointerSteps(path);
  return steps.some((_, length) => isJsonList(valueAt(document, pointerOf(steps.slice(0, length)))));
}

function normalised(template: Json, rules: ComparisonRules): Json {
  let result = template;
  for (const path of rules.ignore ?? []) result = withoutPath(result, path);
  for (const path of rules.random ?? []) {
    if (valueAt(result, path) !== undefined) result = withValue(result, path, "<random>");
  }
  return result;
}

function withErrata(template: Json, rules: ComparisonRules): Json {
  let result = template;
  for (const { path, corrected } of rules.errata ?? []) result = withValue(result, path, corrected);
  return result;
}

function shown(value: Json): string {
  const text = JSON.stringify(value);
  if (text.length <= 300) return text;
  return isJsonList(value) ? `${text.slice(0, 300)}… (${value.length} items)` : `${text.slice(0, 300)}…`;
}
