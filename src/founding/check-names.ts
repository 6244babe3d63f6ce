import type { EnvironmentWish } from "../domain/founding.ts";
import { ReconcileError } from "../domain/failure.ts";

/** A role's name has at most 64 characters; the longer of the two is `<app>-<env>-CFNExecutionRole`. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const longestRoleName = 64;
const suffix = "-CFNExecutionRole";

/** Throws `NameInvalid` for what can be no environment: as Copilot names them, and with roles that IAM takes. */
export function checkNames({ application, environment, region }: EnvironmentWish): void {
  if (!/^[a-z][a-z0-9-]*[a-z0-9]$/.test(environment) || environment.includes("--"))
    throw invalid(
      `${JSON.stringify(environment)} is no name of an environment: it begins with a letter and has lower-case letters, digits and single hyphens between them, at least two characters`,
      "Choose one such as `test` or `prod-eu`.",
    );
  const role = `${application}-${environment}${suffix}`;
  if (role.length > longestRoleName)
    throw invalid(
      `the environment's role ${role} would have ${role.length} characters, and IAM takes ${longestRoleName}`,
      `Choose a name of at most ${longestRoleName - suffix.length - application.length - 1} characters.`,
    );
  if (!/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region))
    throw invalid(
      `${JSON.stringify(region)} is no region of AWS`,
      "Name one with --region, such as eu-west-1.",
    );
}

function invalid(message: string, remedy: string): ReconcileError {
  return new ReconcileError({ disposition: "stall", reason: "NameInvalid", message, remedy });
}
