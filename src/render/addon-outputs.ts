/** Logical id of the nested stack that holds a workload's addons. */
export const addonsStackId = "AddonsStack";

/** Names of the addons' outputs, by what the workload does with them (copilot-model.md 2.7), in the template's order. */
export interface AddonOutputs {
  /** Become environment variables. Security groups are among them, too. */
  readonly variables: readonly string[];
  /** Become container secrets. */
  readonly secrets: readonly string[];
  /** Are attached to the task role. */
  readonly managedPolicies: readonly string[];
  /** Are added to the tasks' network interfaces. */
  readonly securityGroups: readonly string[];
}

/** A workload without addons. */
export const noAddonOutputs: AddonOutputs = {
  variables: [],
  secrets: [],
  managedPolicies: [],
  securityGroups: [],
};
