import type { Template } from "../../domain/template.ts";
import { dependenciesOf, isPresent } from "./dependencies.ts";
import type { Evaluator } from "./evaluate.ts";
import type { Leftover, StackRecord, Task } from "./state.ts";

/** A task for every resource that the template has under its conditions, each after what it depends on. */
export function deployTasks(template: Template, evaluator: Evaluator): Map<string, Task> {
  const ids = Object.keys(template.Resources).filter((id) =>
    isPresent(template.Resources[id], evaluator.holds),
  );
  return new Map(
    ids.map((id) => [
      id,
      {
        key: id,
        logicalId: id,
        verb: "deploy",
        waitsFor: dependenciesOf(id, template, evaluator.holds),
        state: "waiting",
      } satisfies Task,
    ]),
  );
}

/** A task for every resource of the stack, each after the deletion of what depends on it. */
export function deleteTasks(stack: StackRecord): Map<string, Task> {
  const records = [...stack.resources.values()].filter(
    ({ status }) => status !== "DELETE_COMPLETE" && status !== "DELETE_SKIPPED",
  );
  return new Map(
    records.map(({ logicalId }) => [
      logicalId,
      {
        key: logicalId,
        logicalId,
        verb: "delete",
        waitsFor: records
          .filter(({ live }) => live.dependsOn.includes(logicalId))
          .map((other) => other.logicalId),
        state: "waiting",
      } satisfies Task,
    ]),
  );
}

/** A task for each old physical resource, each after the deletion of what depended on it. */
export function cleanupTasks(leftovers: readonly Leftover[]): Map<string, Task> {
  return new Map(
    leftovers.map((leftover) => [
      keyOf(leftover),
      {
        key: keyOf(leftover),
        logicalId: leftover.logicalId,
        verb: "delete",
        waitsFor: leftovers
          .filter(({ live }) => live.dependsOn.includes(leftover.logicalId))
          .map(keyOf)
          .filter((key) => key !== keyOf(leftover)),
        state: "waiting",
        leftover,
      } satisfies Task,
    ]),
  );
}

/** A task for each resource that existed before the operation and that the operation touched. */
export function revertTasks(stack: StackRecord, skip: readonly string[]): Map<string, Task> {
  const records = [...stack.resources.values()].filter(
    ({ touched, before, logicalId }) => touched && before !== undefined && !skip.includes(logicalId),
  );
  const ids = new Set(records.map(({ logicalId }) => logicalId));
  return new Map(
    records.map(({ logicalId, before }) => [
      logicalId,
      {
        key: logicalId,
        logicalId,
        verb: "revert",
        waitsFor: (before?.dependsOn ?? []).filter((id) => ids.has(id)),
        state: "waiting",
      } satisfies Task,
    ]),
  );
}

function keyOf(leftover: Leftover): string {
  return `cleanup/${leftover.logicalId}`;
}
