/** The logical id of the one nested stack that Copilot's templates have: a workload's or an environment's addons. */
export const addonsStackId = "AddonsStack";
