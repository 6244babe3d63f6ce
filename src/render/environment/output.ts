import type { Json, JsonMap } from "../../domain/template.ts";
import { sub } from "../../template/intrinsics.ts";

/** An output that is exported as `<stack>-<suffix>`, where a condition is named only when that holds. */
export function exported(suffix: string, value: Json, condition?: string): JsonMap {
  return {
    ...(condition === undefined ? {} : { Condition: condition }),
    Value: value,
    Export: { Name: sub(`\${AWS::StackName}-${suffix}`) },
  };
}
