import { type Cause, saying, subjectOf } from "../cause.ts";

/** Another stack imports an output that the change would take away or alter. */
export const exportInUse: Cause = {
  reason: "ExportInUse",
  title: "another stack imports an output that would change or go",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        "Export shop-develop-PublicLoadBalancerDNSName cannot be deleted as it is in use by shop-develop-api",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html",
    },
    {
      kind: "stack-event",
      words:
        "Export shop-develop-VpcId cannot be updated as it is in use by shop-develop-api and shop-develop-worker",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html",
    },
  ],
  recognise: saying(
    [/Export (?<name>\S+) cannot be (?<verb>deleted|updated) as it is in use by (?<users>[^".]+)/i],
    (match, sign, scene) => {
      const resource = match.groups?.["name"] ?? subjectOf(sign, scene);
      return {
        resource,
        message: `export ${resource} cannot be ${match.groups?.["verb"] ?? "changed"}: ${match.groups?.["users"]?.trim() ?? "other stacks"} import${match.groups?.["users"]?.includes(" and ") === true ? "" : "s"} it`,
        remedy: `Change what imports it first (aws cloudformation list-imports --region ${scene.region} --export-name ${resource}), or keep the output.`,
      };
    },
  ),
};
