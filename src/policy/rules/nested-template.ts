import { domainOf } from "../../domain/partition.ts";
import { pointerOf } from "../../template/json-pointer.ts";
import type { PartFacts } from "../part-facts.ts";
import type { PolicyRule } from "../rule.ts";

/** Templates inside templates. */
export const nestedTemplate: PolicyRule = {
  code: "nested-template",
  severity: "stop",
  judges: "additions",
  stops: "nested stacks and serverless applications whose template is not a file of the commit",
  reason:
    "What stands behind a URL is deployed with the same permissions, was reviewed by nobody, and can change without a commit.",
  remedy: "Commit the template and name its path: `TemplateURL: ./copilot/nested/queue.yml`.",
  judge: (facts) =>
    [...facts.resources].flatMap(([id, { Type: type, Properties: properties = {} }]) => {
      const value =
        type === "AWS::CloudFormation::Stack"
          ? properties["TemplateURL"]
          : type === "AWS::Serverless::Application"
            ? (properties["Location"] ?? {})
            : undefined;
      if (value === undefined && type !== "AWS::CloudFormation::Stack") return [];
      const texts = value === undefined ? ["nowhere"] : facts.texts(value);
      return texts
        .filter((text) => !isUploaded(text, facts))
        .map((text) => ({
          pointer: pointerOf(["Resources", id]),
          what: `deploys the template at ${text === "${?}" ? "an address that only CloudFormation will know" : text}`,
        }));
    }),
};

/** Our own upload, under the hash of its content. */
function isUploaded(text: string, { judged }: PartFacts): boolean {
  const { bucket, region } = judged;
  const prefixes = [`https://${bucket}.s3.${region}.${domainOf(region)}/`, `s3://${bucket}/`];
  const prefix = prefixes.find((start) => text.startsWith(start));
  return prefix !== undefined && /^manual\/[\w/-]*[0-9a-f]{64}(?:\.\w+)?$/.test(text.slice(prefix.length));
}
