import type { Change, ChangeSubject } from "../domain/plan.ts";
import type { TextMap } from "../domain/stack.ts";
import type { Json, Template } from "../domain/template.ts";
import { compareTemplates, type TemplateDifference } from "../template/compare-templates.ts";
import { neverCountsAlone } from "../template/ignore-rules.ts";
import { templateJson } from "../template/template-json.ts";

/** One side of a comparison: a stack's template with its parameters and tags. */
export interface StackContent {
  readonly template: Template;
  readonly parameters: TextMap;
  readonly tags: TextMap;
}

/**
 * Every difference that counts between what is deployed and what is desired; empty when the stack is as Git asks. Spellings
 * that mean the same (`70` and `"70"`), stamps and descriptions are no difference.
 */
export function changesBetween(deployed: StackContent, desired: StackContent): readonly Change[] {
  const template = compareTemplates(templateJson(deployed.template), templateJson(desired.template), {
    ignore: neverCountsAlone,
  })
    .filter((difference) => difference.kind !== "type-only")
    .map((difference) => toChange(difference, deployed.template));
  return [
    ...template,
    ...textChanges(deployed.parameters, desired.parameters, (name) =>
      name === "ContainerImage" ? "image" : "parameter",
    ),
    ...textChanges(deployed.tags, desired.tags, () => "tag"),
  ];
}

function toChange(difference: TemplateDifference, deployed: Template): Change {
  return {
    subject: subjectOf(difference.path, deployed),
    path: difference.path,
    ...("from" in difference ? { from: shortText(difference.from) } : {}),
    ...("to" in difference ? { to: shortText(difference.to) } : {}),
  };
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
      ...(from[name] === undefined ? {} : { from: shortText(from[name]) }),
      ...(to[name] === undefined ? {} : { to: shortText(to[name]) }),
    }));
}

/** An artifact's key without most of the hash that its name is: the folder says what it is, twelve digits which one. */
function shortKey(text: string): string {
  return text.replace(
    /^manual\/scripts\/custom-resources\/([^/]+)\/([0-9a-f]{12})[0-9a-f]*\.zip$/,
    "$1/$2….zip",
  );
}

/** Enough of a value to recognise it. */
const longest = 120;

function shortText(value: Json): string {
  const text = typeof value === "string" ? shortKey(value) : JSON.stringify(value);
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
