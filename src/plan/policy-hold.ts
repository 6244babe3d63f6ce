import { addonsStackId } from "../domain/addons-stack-id.ts";
import type { Judged } from "../domain/judged.ts";
import type { Held } from "../domain/plan.ts";
import type { Finding } from "../domain/finding.ts";
import type { DesiredStack } from "../domain/desired.ts";
import type { ObservedStack, TextMap } from "../domain/stack.ts";
import type { Template } from "../domain/template.ts";
import { judge, type PolicyFinding } from "../policy/judge.ts";
import type { PolicyContext } from "../policy/part-facts.ts";

/** What the operator says about policy, who else there is, and the day (UTC, `YYYY-MM-DD`) that waivers are held against. */
export interface PolicyInput extends PolicyContext {
  readonly today: string;
}

/** What policy says of a stack that is to be changed. */
export interface PolicyAnswer {
  /** Undefined when the change may go on. */
  readonly held: Held | undefined;
  /** What lets the change go on only with a person's approval of exactly it. */
  readonly asks: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** Asks the rules about a stack before anything is planned to be written. What stands there already holds nothing up. */
export function askPolicy(
  judged: Judged,
  stack: DesiredStack,
  deployed: ObservedStack | undefined,
  { today, ...context }: PolicyInput,
): PolicyAnswer {
  const standing =
    deployed?.template.kind === "read"
      ? {
          template: deployed.template.template,
          hasSameAddons: isSameAddress(
            addressOfAddons(deployed.template.template, deployed.parameters),
            addressOfAddons(stack.template, stack.parameters),
          ),
        }
      : undefined;
  const { stopping, asking, warnings } = judge(judged, context, today, standing);
  return {
    held: stopping.length === 0 ? undefined : heldFor(judged, [...stopping, ...asking]),
    asks: asking,
    warnings: stopping.length === 0 ? [...asking, ...warnings] : warnings,
  };
}

/** The addons' address has a digest of their content in it; without one there is nothing to compare. */
function isSameAddress(left: string | undefined, right: string | undefined): boolean {
  return left !== undefined && left === right;
}

/** Workloads' stacks take the address as a parameter, environments' have it in the template. */
function addressOfAddons(template: Template, parameters: TextMap): string | undefined {
  const written = template.Resources[addonsStackId]?.Properties?.["TemplateURL"];
  if (typeof written === "string") return written;
  return parameters["AddonsTemplateURL"];
}

function heldFor({ environment, workload }: Judged, findings: readonly PolicyFinding[]): Held {
  const [first] = findings;
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : "";
  return {
    environment,
    ...(workload === undefined ? {} : { workload }),
    reason: "PolicyViolation",
    message: `what ${workload ?? environment} asks for is not allowed (${rules.join(", ")}): ${first?.message ?? ""}${more}`,
    ...(first?.remedy === undefined ? {} : { remedy: first.remedy }),
    findings,
  };
}
