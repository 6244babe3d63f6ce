import { type StackName, stackName } from "./stack.ts";

/** Name of an environment's stack (copilot-model.md 2.1). */
export function environmentStackName(application: string, environment: string): StackName {
  return stackName(`${application}-${environment}`);
}

/** Name of a workload's stack: cut to 128 characters, as Copilot cuts it when creating and updating. */
export function workloadStackName(application: string, environment: string, workload: string): StackName {
  return stackName(`${application}-${environment}-${workload}`.slice(0, 128));
}
