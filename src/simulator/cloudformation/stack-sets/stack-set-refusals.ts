import { clientFault, validationError } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { stackSets } from "./stack-set-state.ts";
import type { StackSetRecord } from "./stack-set-state.ts";

/** The StackSet of a name or id, or CloudFormation's refusal. */
export function stackSetNamed(context: CallContext, name: string | undefined): StackSetRecord {
  const found = [...context.state(stackSets).values()].find(
    (set) => set.status === "ACTIVE" && (set.name === name || set.id === name),
  );
  if (found === undefined) throw clientFault("StackSetNotFoundException", `StackSet ${name} not found`, 404);
  return found;
}

/** Refuses an operation id that was used before, and any operation while another runs. */
export function checkOperation(set: StackSetRecord, operationId: string | undefined): void {
  if (operationId !== undefined && set.operations.has(operationId)) {
    throw clientFault(
      "OperationIdAlreadyExistsException",
      `An operation with id ${operationId} already exists for StackSet ${set.name}`,
      409,
    );
  }
  const running = [...set.operations.values()].find(
    ({ status }) => status === "RUNNING" || status === "STOPPING",
  );
  if (running !== undefined) {
    throw clientFault(
      "OperationInProgressException",
      `Another Operation on StackSet ${set.arn} is in progress: ${running.id}`,
      409,
    );
  }
}

/** Refuses a name that the API model does not allow. */
export function checkSetName(name: string): void {
  if (/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) return;
  throw validationError(
    `1 validation error detected: Value '${name}' at 'stackSetName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  );
}
