/** The logical id of the one nested stack that Copilot's templates have. */
export const addonsStackId = "AddonsStack";
