import type { Verdict } from "../domain/examiner.ts";
import type { Check } from "./check.ts";

/** Whether the queue of `hints` can be read. Without it everything works, an interval later. */
export function hintCheck(queueUrl: string, verdict: Verdict): Check {
  const common = { area: "hints", subject: queueUrl } as const;
  switch (verdict.kind) {
    case "allowed":
      return { ...common, outcome: "ok", message: "the queue is there and can be read" };
    case "refused":
      return {
        ...common,
        outcome: "off",
        message: `hints are not heard, and changes in AWS are seen an interval later: ${verdict.words}`,
        remedy:
          "aws cloudformation deploy --stack-name autoland --template-file deploy/service.yml --parameter-overrides Hints=on  (and HintQueue for deploy/task-role.yml; docs/hints.md)",
      };
    case "unknown":
      return { ...common, outcome: "unknown", message: verdict.words };
  }
}
