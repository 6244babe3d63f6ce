import type { Json, JsonMap, Template } from "../../domain/template.ts";
import { isJsonList, isJsonMap } from "../../template/json-pointer.ts";
import { readYaml } from "../../template/read-yaml.ts";
import { validationError } from "../kernel/aws-fault.ts";
import type { CallContext } from "../kernel/service.ts";
import { textOf } from "./evaluate.ts";
import { fetchTemplate, parseTemplate } from "./template-source.ts";

/** A template's text as it is worked with, and as it was sent where transforms made another of it. */
export interface ProcessedText {
  readonly body: string;
  readonly original?: string;
}

/**
 * What transforms make of a template: `AWS::Include`, at the top or as `Fn::Transform`, puts in what stands in S3, read as the caller; the
 * innermost first. AWS's other transforms stay as they are written; a macro that nobody has registered is refused.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html
 */
export function processTransforms(context: CallContext, text: string): ProcessedText {
  if (!text.includes("Transform")) return { body: text };
  const template = parseTemplate(text) as unknown as JsonMap;
  const { Transform: declared = [], ...rest } = template;
  const named = (isJsonList(declared) ? declared : [declared]).map(readTransform);
  const kept = named.filter(({ name }) => leftAlone.has(name)).map(({ name }) => name);
  let processed: Json = expand(context, rest);
  for (const transform of named) {
    if (leftAlone.has(transform.name) || !isJsonMap(processed)) continue;
    processed = { ...processed, ...included(context, transform) };
  }
  const isSame = kept.length === named.length && JSON.stringify(processed) === JSON.stringify(rest);
  if (isSame || !isJsonMap(processed)) return { body: text };
  const result = { ...(kept.length === 0 ? {} : { Transform: kept }), ...processed } as unknown as Template;
  return { body: JSON.stringify(result), original: text };
}

const leftAlone = new Set([
  "AWS::Serverless-2016-10-31",
  "AWS::LanguageExtensions",
  "AWS::SecretsManager-2020-07-23",
  "AWS::SecretsManager-2024-09-16",
]);

interface Transform {
  readonly name: string;
  readonly parameters: JsonMap;
}

function readTransform(value: Json): Transform {
  if (!isJsonMap(value)) return { name: textOf(value), parameters: {} };
  const { Name: name = "", Parameters: parameters = {} } = value;
  return { name: textOf(name), parameters: isJsonMap(parameters) ? parameters : {} };
}

function expand(context: CallContext, value: Json): Json {
  if (isJsonList(value)) return value.map((item) => expand(context, item));
  if (!isJsonMap(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, expand(context, item)] as const);
  const own = Object.fromEntries(entries.filter(([key]) => key !== "Fn::Transform"));
  const transform = entries.find(([key]) => key === "Fn::Transform")?.[1];
  return transform === undefined ? own : { ...own, ...included(context, readTransform(transform)) };
}

function included(context: CallContext, { name, parameters }: Transform): JsonMap {
  if (name !== "AWS::Include") throw validationError(`No transform named ${name} found.`);
  const location = parameters["Location"];
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(typeof location === "string" ? location : "") ?? [];
  if (bucket === undefined || key === undefined)
    throw validationError(
      "Transform AWS::Include failed with: The location parameter is not a valid S3 uri.",
    );
  const reading = readYaml(fetchTemplate(context, `https://${bucket}.s3.amazonaws.com/${key}`));
  if (reading.kind !== "read" || !isJsonMap(reading.value))
    throw validationError(
      "Transform AWS::Include failed with: The specified S3 object's content should be valid Yaml/JSON",
    );
  return reading.value;
}
