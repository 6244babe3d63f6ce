import { writeJsonLength } from "../template-length.ts";
import type { Offence, PolicyRule } from "../rule.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const limits = { Resources: 500, Parameters: 200, Outputs: 200, Mappings: 200 } as const;
const mostBytes = 1_000_000;

/** Templates beyond CloudFormation's limits. */
export const templateTooLarge: PolicyRule = {
  code: "template-too-large",
  severity: "stop",
  judges: "everything",
  stops: "templates beyond CloudFormation's limits: 1 MB, 500 resources, 200 parameters, outputs or mappings",
  reason: "CloudFormation refuses them, after everything that stands before them in the order was deployed.",
  remedy: "Divide the addons among workloads, or leave out what nobody uses.",
  judge: ({ template }) => {
    const counts = Object.entries(limits).flatMap(([section, limit]): readonly Offence[] => {
      const count = Object.keys(template[section as keyof typeof limits] ?? {}).length;
      return count > limit
        ? [{ pointer: `/${section}`, what: `has ${count} ${section.toLowerCase()}; ${limit} are the most` }]
        : [];
    });
    const bytes = writeJsonLength(template);
    return bytes > mostBytes
      ? [...counts, { pointer: "", what: `has ${bytes} bytes; ${mostBytes} are the most` }]
      : counts;
  },
};
