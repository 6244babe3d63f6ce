import type { OperationLook, OperationWatcher } from "../../src/domain/stack-operation.ts";

/** Follows an operation without doing anything about it; what it is told and shown goes into the lists that are given. */
export function listeningWatcher(told: string[] = [], looks: OperationLook[] = []): OperationWatcher {
  return {
    logLines: 0,
    tell: (line) => void told.push(line),
    see: (look) => {
      looks.push(look);
      return Promise.resolve();
    },
  };
}
