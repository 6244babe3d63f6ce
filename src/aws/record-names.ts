import type { RecordName } from "../domain/records.ts";
import { type Target, targetText } from "../domain/target.ts";

/** The folder of an application's records that every pass reads. */
export function currentRecords(application: string): string {
  return `/autoland/${application}/current/`;
}

/** The folder of an environment's releases. */
export function releaseFolder(application: string, environment: string): string {
  return `/autoland/${application}/releases/${environment}/`;
}

/** The name of the parameter that holds a record. */
export function recordName(application: string, record: RecordName): string {
  return `${currentRecords(application)}${folders[record.kind]}/${lastPart(record)}`;
}

/** The folders below `current/`, one for each kind. Environment and workload stand in the name, so that IAM can tell them apart. */
export const folders = {
  "failed-creation": "failed-creations",
  retry: "retries",
  redeployment: "redeployments",
  approval: "approvals",
  suspension: "suspensions",
  spent: "spent",
  pin: "pins",
  "accepted-head": "accepted-heads",
  trail: "trails",
  "failed-updates": "failed-updates",
  "open-change-set": "open-change-sets",
  healings: "healings",
  "drift-digest": "told",
} as const satisfies Readonly<Record<RecordName["kind"], string>>;

function lastPart(record: RecordName): string {
  switch (record.kind) {
    case "failed-creation":
    case "retry":
    case "redeployment":
    case "failed-updates":
    case "open-change-set":
    case "healings":
      return targetText(record);
    case "drift-digest":
      return "drift";
    case "approval":
      return `${record.environment}/${record.plan}`;
    case "suspension":
      return record.what.kind === "application" ? "application" : `target/${targetText(record.what)}`;
    case "spent":
    case "pin":
    case "accepted-head":
    case "trail":
      return record.environment;
  }
}

/** What the last parts of a parameter's name are about: environment, and workload if any. */
export function targetIn(parts: readonly string[]): Target {
  const [environment = "", workload] = parts;
  return { environment, ...(workload === undefined ? {} : { workload }) };
}
