import type { JsonMap } from "../../domain/template.ts";
import type { CallContext } from "../kernel/service.ts";
import type { ProvisionRequest } from "./provision.ts";
import type { StackRecord, Task } from "./state.ts";

/** The request to a provisioner for a task, from the record as it is now. */
export function requestOf(
  context: CallContext,
  stack: StackRecord,
  task: Task,
  change?: { readonly properties: JsonMap; readonly tags: Readonly<Record<string, string>> },
): ProvisionRequest {
  const record = stack.resources.get(task.logicalId);
  const live = task.leftover?.live ?? record?.live;
  const { operation } = stack;
  return {
    context: operation === undefined ? context : context.as(operation.principal),
    stack,
    logicalId: task.logicalId,
    type: task.leftover?.type ?? record?.type ?? "",
    verb:
      task.shows === "CREATE" || task.shows === "IMPORT"
        ? "create"
        : task.shows === "UPDATE"
          ? "update"
          : "delete",
    properties: change?.properties ?? live?.properties ?? {},
    tags: change?.tags ?? live?.tags ?? {},
    live,
    taskKey: task.key,
    isRollback: operation?.phase === "rollback" || operation?.phase === "rollback-cleanup",
  };
}
