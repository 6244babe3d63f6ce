import { isUnbounded } from "../iam/breadth.ts";
import type { Statement } from "../iam/policy-documents.ts";
import { isJsonMap, pointerOf } from "../../template/json-pointer.ts";
import type { PartFacts } from "../part-facts.ts";
import type { Offence, PolicyRule } from "../rule.ts";

/**
 * Services in which `service:*` on everything touches nothing that others own: they compute, send or record. IAM's service
 * authorization reference lists their actions.
 */
const harmless = new Set(
  "bedrock comprehend geo polly rekognition ses textract transcribe translate xray execute-api".split(" "),
);

/** Actions or services by wildcard. */
export const iamWildcard: PolicyRule = {
  code: "iam-wildcard",
  severity: "stop",
  judges: "additions",
  stops: "permissions by wildcard: `*`, `NotAction`, or all actions of a service on all resources",
  reason:
    "What is not listed cannot be reviewed: `*` is the whole account, and new actions of a service are included by themselves.",
  remedy: "List the actions that the workload calls, and name the resources: `!GetAtt Table.Arn`.",
  judge: (facts) => [...statementsIn(facts), ...exportsIn(facts)],
};

function statementsIn({ documents, judged }: PartFacts): readonly Offence[] {
  return documents
    .filter(({ kind }) => kind === "identity")
    .flatMap(({ statements }) => statements.filter(({ effect }) => effect === "Allow"))
    .flatMap((statement) =>
      wildcardsOf(statement, isUnbounded(statement, judged)).map((what) => ({
        pointer: statement.pointer,
        what,
      })),
    );
}

/** What one stack exports, another's policy may import: a wildcard would come in unseen. */
function exportsIn({ outputs, texts }: PartFacts): readonly Offence[] {
  return Object.entries(outputs).flatMap(([name, output]) => {
    if (!isJsonMap(output) || output["Export"] === undefined) return [];
    return texts(output["Value"])
      .filter((text) => text.includes("*"))
      .map((text) => ({ pointer: pointerOf(["Outputs", name]), what: `exports the wildcard ${text}` }));
  });
}

function wildcardsOf(statement: Statement, isOnAll: boolean): readonly string[] {
  const excluded = statement.notActions.length > 0 ? ["allows everything but what `NotAction` lists"] : [];
  const actions = statement.actions.flatMap((action) => {
    const [service = "", name] = action.toLowerCase().split(":");
    if (/[*?]/.test(service) || name === undefined) return [`allows the action ${action}`];
    const isWhole = /^[*?]*\*[*?]*$/.test(name);
    return isWhole && isOnAll && !harmless.has(service) ? [`allows ${action} on all resources`] : [];
  });
  return [...excluded, ...new Set(actions)];
}
