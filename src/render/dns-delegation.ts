import type { ApplicationInputs } from "./inputs.ts";

/** The application's domain and the role that may write to its hosted zone. */
export interface DnsDelegation {
  readonly roleArn: string;
  readonly domain: string;
}

/** What Copilot's templates say where there is no value to name: Go's text for that. */
export const missingValue = "<nil>";

/** No domain at all: what names it has a condition that is false then, or was refused by validation. */
export const noDnsDelegation: DnsDelegation = { roleArn: missingValue, domain: missingValue };

/** The application's domain and delegation role as templates name them (copilot-model.md 2.4). */
export function dnsDelegation(application: ApplicationInputs): DnsDelegation {
  const { domain } = application;
  return {
    roleArn: dnsDelegationRoleArn(application) ?? missingValue,
    domain: domain === undefined || domain === "" ? missingValue : domain,
  };
}

/** ARN of the application's DNS delegation role, in the partition and account of its root; undefined without a domain. */
export function dnsDelegationRoleArn(application: ApplicationInputs): string | undefined {
  const { domain, accountRootArn, name } = application;
  if (domain === undefined || domain === "" || accountRootArn === undefined) return undefined;
  const [scheme, partition, , , account] = accountRootArn.split(":");
  if (scheme !== "arn" || partition === undefined || account === undefined) return undefined;
  return `arn:${partition}:iam::${account}:role/${name}-DNSDelegationRole`;
}
