import type { ApplicationRecord, EnvironmentRecord } from "../domain/copilot-records.ts";
import type { Examiner, Identity } from "../domain/examiner.ts";
import type { Observed } from "../domain/observed.ts";
import type { Check } from "./check.ts";

/** What Copilot's record of an application says, held against the account in which Autoland works. */
export function recordCheck(name: string, record: Observed<ApplicationRecord>, identity: Identity): Check {
  const common = { area: "records", subject: name } as const;
  switch (record.kind) {
    case "present":
      if (record.value.account === identity.account)
        return {
          ...common,
          outcome: "ok",
          message: `Copilot's record of ${name} is in account ${identity.account}`,
        };
      return {
        ...common,
        outcome: "missing",
        message: `Copilot's record says that ${name} belongs to account ${record.value.account}, and Autoland works in ${identity.account}`,
        remedy: `Run Autoland with credentials of account ${record.value.account}.`,
      };
    case "absent":
      return {
        ...common,
        outcome: "missing",
        message: `Parameter Store has no /copilot/applications/${name} in account ${identity.account}, region ${identity.region}`,
        remedy: `aws ssm get-parameters-by-path --path /copilot/applications --region ${identity.region}  (Copilot keeps its records where the application was made: set AWS_REGION and the account accordingly)`,
      };
    case "unreadable":
      return { ...common, outcome: "missing", message: record.failure.message };
  }
}

/** Whether Copilot has a record of an environment that is configured. */
export function environmentRecordCheck(
  application: string,
  environment: string,
  record: Observed<EnvironmentRecord>,
): Check {
  const common = { area: "records", subject: `${application}/${environment}` } as const;
  switch (record.kind) {
    case "present":
      return {
        ...common,
        outcome: "ok",
        message: `it is in account ${record.value.account}, region ${record.value.region}`,
      };
    case "absent":
      return {
        ...common,
        outcome: "missing",
        message: `Parameter Store has no record of environment ${environment}, which the configuration names`,
        remedy: `autoland env create ${environment} --application ${application}  (or take it out of the configuration)`,
      };
    case "unreadable":
      return { ...common, outcome: "missing", message: record.failure.message };
  }
}

/** What the application's StackSet has made in a region. */
export function regionalCheck(
  application: string,
  region: string,
  resources: Awaited<ReturnType<Examiner["readRegional"]>>,
): Check {
  const common = { area: "records", subject: application } as const;
  switch (resources.kind) {
    case "present":
      return {
        ...common,
        outcome: "ok",
        message: `the registry has ${Object.keys(resources.value.repositories).length} repositories and bucket ${resources.value.artifactBucket} in ${region}`,
      };
    case "absent":
      return {
        ...common,
        outcome: "missing",
        message: `the StackSet ${application}-infrastructure has no instance in ${region}`,
        remedy: `aws cloudformation list-stack-instances --stack-set-name ${application}-infrastructure`,
      };
    case "unreadable":
      return { ...common, outcome: "missing", message: resources.failure.message };
  }
}
