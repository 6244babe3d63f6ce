import type { Json, Template } from "../../domain/template.ts";
import { isJsonList, isJsonMap, pointerBelow } from "../../template/json-pointer.ts";
import { templateJson } from "../../template/template-json.ts";
import type { Offence, PolicyRule } from "../rule.ts";

/** Programs that rewrite a template. */
export const transform: PolicyRule = {
  code: "transform",
  severity: "ask",
  judges: "additions",
  stops: "macros, `Fn::Transform`, `AWS::Include` and loops, which rewrite the template after it was judged",
  reason:
    "A macro is a function of somebody's account, and an include an object in somebody's bucket, that may turn a reviewed template into any other. Only AWS's own transforms for serverless, secrets and language extensions are let be. Whoever approves lets it be asked for, not whatever it answers: what CloudFormation made of the template is judged by all rules before the change set is executed, and nothing may be permitted in it that the plan did not say.",
  remedy: "Write out what the macro would make.",
  judge: ({ template }) => rewritingsOf(template),
};

/** Whether CloudFormation rewrites a template: not at all, by its own transforms alone, or by what may make anything of it. */
export function rewritingOf(template: Template): "none" | "own" | "any" {
  if (rewritingsOf(template).length > 0) return "any";
  return template.Transform === undefined ? "none" : "own";
}

function rewritingsOf(template: Template): readonly Offence[] {
  return [...transformsOf(template.Transform), ...functionsIn(templateJson(template), "")];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-reference.html */
const known = new Set([
  "AWS::Serverless-2016-10-31",
  "AWS::LanguageExtensions",
  "AWS::SecretsManager-2020-07-23",
  "AWS::SecretsManager-2024-09-16",
]);

function transformsOf(value: Json | undefined): readonly Offence[] {
  if (value === undefined) return [];
  const names = isJsonList(value) ? value : [value];
  return names
    .map((item) => (typeof item === "string" ? item : JSON.stringify(item)))
    .filter((name) => !known.has(name))
    .map((name) => ({ pointer: "/Transform", what: `has the template rewritten by ${name}` }));
}

function functionsIn(value: Json, pointer: string): readonly Offence[] {
  if (isJsonList(value)) return value.flatMap((item, at) => functionsIn(item, pointerBelow(pointer, at)));
  if (!isJsonMap(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const at = pointerBelow(pointer, key);
    const isRewriting = key === "Fn::Transform" || key.startsWith("Fn::ForEach");
    return [...(isRewriting ? [{ pointer: at, what: `uses ${key}` }] : []), ...functionsIn(item, at)];
  });
}
