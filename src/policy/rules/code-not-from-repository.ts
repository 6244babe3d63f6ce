import type { Json, TemplateResource } from "../../domain/template.ts";
import { isJsonMap, pointerOf } from "../../template/json-pointer.ts";
import { accountsOfAws } from "../accounts-of-aws.ts";
import { itemsOf, variantsOf } from "../fold-values.ts";
import type { PartFacts } from "../part-facts.ts";
import type { PolicyRule } from "../rule.ts";
import { faultOfImage } from "./foreign-image.ts";

/** Functions whose code nobody reviewed as code. */
export const codeNotFromRepository: PolicyRule = {
  code: "code-not-from-repository",
  severity: "stop",
  judges: "additions",
  stops:
    "functions with code inside the template, or from a bucket, layer or registry outside the application",
  reason:
    "Code in a template escapes the tests and reviewers of code; a zip in a foreign bucket can be another one tomorrow, under the same commit.",
  remedy:
    "Commit the code and name its folder, `Code: ./functions/cleanup`: Autoland packs it and uploads it under its hash.",
  judge: (facts) =>
    [...facts.resources].flatMap(([id, resource]) =>
      [...new Set(faultsOf(resource, facts))].map((what) => ({
        pointer: pointerOf(["Resources", id]),
        what,
      })),
    ),
};

function faultsOf(
  { Type: type, Properties: properties = {} }: TemplateResource,
  facts: PartFacts,
): readonly string[] {
  switch (type) {
    case "AWS::Lambda::Function":
      return [...faultsOfCode(properties["Code"], facts), ...faultsOfLayers(properties["Layers"], facts)];
    case "AWS::Lambda::LayerVersion":
      return faultsOfCode(properties["Content"], facts);
    case "AWS::Serverless::Function":
      return [
        ...(properties["InlineCode"] === undefined ? [] : ["has its code inside the template"]),
        ...(properties["ImageUri"] === undefined ? [] : faultsOfImage(properties["ImageUri"], facts)),
        ...(properties["CodeUri"] === undefined ? [] : faultsOfCode(properties["CodeUri"], facts)),
        ...faultsOfLayers(properties["Layers"], facts),
      ];
    case "AWS::Serverless::LayerVersion":
      return faultsOfCode(properties["ContentUri"], facts);
    case "AWS::Synthetics::Canary":
      return faultsOfCode(properties["Code"], facts);
    default:
      return [];
  }
}

function faultsOfCode(code: Json | undefined, facts: PartFacts): readonly string[] {
  const variants = variantsOf(code);
  if (variants.length === 0) return ["does not say where its code is"];
  return variants.flatMap((variant): readonly string[] => {
    if (!isJsonMap(variant)) return facts.texts(variant).flatMap((text) => faultOfUri(text, facts) ?? []);
    if (variant["ZipFile"] !== undefined || variant["Script"] !== undefined)
      return ["has its code inside the template"];
    if (variant["ImageUri"] !== undefined) return faultsOfImage(variant["ImageUri"], facts);
    const buckets = facts.texts(variant["S3Bucket"] ?? variant["Bucket"]);
    const keys = facts.texts(variant["S3Key"] ?? variant["Key"]);
    if (buckets.length === 0) return facts.texts(variant).flatMap((text) => faultOfUri(text, facts) ?? []);
    const isOurs = buckets.every((bucket) => bucket === facts.judged.bucket) && keys.every(isUploaded);
    return isOurs ? [] : [`takes its code from s3://${buckets[0]}/${keys[0] ?? ""}`];
  });
}

function faultOfUri(text: string, { judged }: PartFacts): string | undefined {
  const key = text.startsWith(`s3://${judged.bucket}/`)
    ? text.slice(`s3://${judged.bucket}/`.length)
    : undefined;
  return key !== undefined && isUploaded(key) ? undefined : `takes its code from ${text}`;
}

/** Where Autoland puts what it uploads, named by its content. */
function isUploaded(key: string): boolean {
  return /^manual\/[\w./-]*[0-9a-f]{64}(?:\.\w+)?$/.test(key) && !key.includes("..");
}

function faultsOfImage(image: Json, facts: PartFacts): readonly string[] {
  return facts.texts(image).flatMap((text) => {
    const fault = faultOfImage(text, facts, "code");
    return fault === undefined ? [] : [`runs the image ${text}, ${fault}`];
  });
}

function faultsOfLayers(layers: Json | undefined, facts: PartFacts): readonly string[] {
  return itemsOf(layers)
    .flatMap((item) => facts.texts(item))
    .filter((text) => facts.ownReference(text) === undefined && !text.startsWith("${parent:"))
    .filter((text) => {
      const account = /^arn:[^:]*:lambda:[^:]*:(\d{12}):layer:/.exec(text)?.[1];
      return account === undefined || !(account === facts.judged.account || accountsOfAws.has(account));
    })
    .map((text) => `has the layer ${text}`);
}
