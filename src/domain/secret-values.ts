import { makeLastOf } from "./last-of.ts";
import { desiredOf, type Plan, type Step } from "./plan.ts";
import type { SecretValues } from "./redact.ts";
import { looksRandom } from "./looks-random.ts";
import { isSecret } from "./secret-parameters.ts";
import type { StackContent } from "./stack.ts";
import type { Template } from "./template.ts";

/** Shorter values are words and numbers, which stand in every sentence. */
const shortest = 6;

/** How many are remembered; the oldest go first. */
const most = 5_000;

const secretName = /pass|secret|token|credential|private|api_?key|access_?key|signing|auth|dsn/i;

/** The values that are known to be secret, with those of a plan: an event or an error of AWS may quote any of them. */
export function withSecrets(before: SecretValues, plan: Plan): SecretValues {
  const found = plan.environments.flatMap(({ steps }) => steps.flatMap(secretsOfStep));
  const fresh = found.filter((value) => !before.has(value));
  if (fresh.length === 0) return before;
  return new Set([...before, ...fresh].slice(-most));
}

/** Those of the stack that a step is to reach. */
export function secretsOfStep(step: Step): readonly string[] {
  const desired = desiredOf(step);
  return desired === undefined ? [] : secretsOf(desired);
}

/**
 * Values of a stack that must not be told: of `NoEcho` parameters, and of parameters and variables whose name says that they are secret or
 * whose value looks drawn by lot.
 */
export function secretsOf({
  template,
  parameters,
}: Pick<StackContent, "template" | "parameters">): readonly string[] {
  const silent = Object.entries(parameters).flatMap(([name, value]) =>
    isSecret(template, name) || secretName.test(name) ? [value] : [],
  );
  return [...silent, ...secretVariablesOf(template)].filter((value) => value.length >= shortest);
}

const foundLast = makeLastOf<Template, readonly string[]>();

/** Those of a template: each pass asks for them again of everything that waits. */
function secretVariablesOf(template: Template): readonly string[] {
  return foundLast(template, [], () => variablesIn(template.Resources));
}

/** Every `{ Name, Value }` pair of texts, wherever it stands: so ECS and CodeBuild write variables. */
function variablesIn(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap((item: unknown) => variablesIn(item));
  if (typeof node !== "object" || node === null) return [];
  const [name, value]: readonly unknown[] = [Reflect.get(node, "Name"), Reflect.get(node, "Value")];
  const own =
    typeof name === "string" && typeof value === "string" && (secretName.test(name) || looksRandom(value))
      ? [value]
      : [];
  return [...own, ...Object.values(node).flatMap(variablesIn)];
}
