import type { Change, ChangeSubject } from "../domain/step-effects.ts";
import { isSecret } from "../domain/secret-parameters.ts";
import type { StackContent, TextMap } from "../domain/stack.ts";
import type { Json, Template } from "../domain/template.ts";
import { compareTemplates, type TemplateDifference } from "../template/compare-templates.ts";
import { neverCountsAlone } from "../template/ignore-rules.ts";
import { templateJson } from "../template/template-json.ts";
import { shownSide, shownVariables } from "./shown-change.ts";
import { sleepingIn } from "./sleeping.ts";

/**
 * Every difference that counts between what is deployed and what is desired; empty when the stack is as Git asks. Spellings
 * that mean the same (`70` and `"70"`), stamps and descriptions are no difference, and neither is what a condition keeps from
 * existing on both sides: CloudFormation would find nothing to do.
 */
export function changesBetween(deployed: StackContent, desired: StackContent): readonly Change[] {
  const differences = compareTemplates(templateJson(deployed.template), templateJson(desired.template), {
    ignore: neverCountsAlone,
  }).filter((difference) => difference.kind !== "type-only");
  const sleeps = differences.length === 0 ? () => false : sleepingIn(deployed, desired);
  const template = differences
    .filter((difference) => !sleeps(difference.path))
    .map((difference) => toChange(difference, deployed.template, desired.template));
  return [
    ...template,
    ...textChanges(
      valuesThatCount(deployed, desired.template),
      valuesThatCount(desired, deployed.template),
      (name) => (name === "ContainerImage" ? "image" : "parameter"),
    ),
    ...textChanges(deployed.tags, desired.tags, () => "tag"),
  ];
}

/**
 * The parameters with the defaults of those that were not given, as CloudFormation lists them. Those that are secret on either side
 * (`NoEcho`) are left out: nobody can see what is deployed, and what is wanted must not be shown.
 */
function valuesThatCount({ template, parameters }: StackContent, other: Template): TextMap {
  const defaults = Object.entries(template.Parameters ?? {}).flatMap(([name, { Default: value }]) =>
    value === undefined || value === null ? [] : [[name, textOf(value)] as const],
  );
  const values = Object.entries({ ...Object.fromEntries(defaults), ...parameters });
  return Object.fromEntries(values.filter(([name]) => !isSecret(template, name) && !isSecret(other, name)));
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function toChange(difference: TemplateDifference, deployed: Template, desired: Template): Change {
  return {
    subject: subjectOf(difference.path, deployed),
    path: difference.path,
    ...shownSides(difference, deployed, desired),
  };
}

function shownSides(
  difference: TemplateDifference,
  deployed: Template,
  desired: Template,
): Pick<Change, "from" | "to"> {
  const { path } = difference;
  const from = "from" in difference ? difference.from : undefined;
  const to = "to" in difference ? difference.to : undefined;
  const variables = from === undefined || to === undefined ? undefined : shownVariables(from, to);
  return (
    variables ?? {
      ...(from === undefined ? {} : { from: shownSide(from, path, deployed) }),
      ...(to === undefined ? {} : { to: shownSide(to, path, desired) }),
    }
  );
}

function subjectOf(path: string, deployed: Template): ChangeSubject {
  const [, section, id = "", , property, ...below] = path.split("/");
  if (section !== "Resources") return "template";
  const type = deployed.Resources[id]?.Type;
  if (type === "AWS::Lambda::Function" && property === "Runtime") return "function-runtime";
  if (type === "AWS::Lambda::Function" && property === "Code") return "function-code";
  if (type === "AWS::ECS::TaskDefinition" && below.at(-1) === "Image") return "image";
  return "template";
}

function textChanges(from: TextMap, to: TextMap, subject: (name: string) => ChangeSubject): Change[] {
  return [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .filter((name) => from[name] !== to[name])
    .toSorted()
    .map((name) => ({
      subject: subject(name),
      path: name,
      ...(from[name] === undefined ? {} : { from: shownSide(from[name], name, undefined) }),
      ...(to[name] === undefined ? {} : { to: shownSide(to[name], name, undefined) }),
    }));
}
