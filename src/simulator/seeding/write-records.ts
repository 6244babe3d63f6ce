import type { ApplicationRecord, ComponentRecord, EnvironmentRecord } from "../../domain/copilot-records.ts";
import type { Caller } from "./caller.ts";

/** Writes Copilot's record of an application (copilot-model.md 1.1). */
export async function writeApplicationRecord(caller: Caller, record: ApplicationRecord): Promise<void> {
  const { name, account, permissionsBoundary, domain, domainHostedZoneId, tags } = record;
  await put(caller, {
    name: `/copilot/applications/${name}`,
    description: "Copilot Application",
    value: {
      name,
      account,
      permissionsBoundary,
      domain,
      domainHostedZoneID: domainHostedZoneId,
      version: "1.0",
      tags: Object.keys(tags).length === 0 ? undefined : tags,
    },
    tags: { "copilot-application": name },
  });
}

/** Writes Copilot's record of an environment. */
export async function writeEnvironmentRecord(caller: Caller, record: EnvironmentRecord): Promise<void> {
  const { application, name, region, account, executionRoleArn, managerRoleArn } = record;
  await put(caller, {
    name: `/copilot/applications/${application}/environments/${name}`,
    description: `The ${name} deployment stage`,
    value: {
      app: application,
      name,
      region,
      accountID: account,
      registryURL: "",
      executionRoleARN: executionRoleArn,
      managerRoleARN: managerRoleArn,
    },
    tags: { "copilot-application": application, "copilot-environment": name },
  });
}

/** Writes Copilot's record of a service or job. */
export async function writeComponentRecord(caller: Caller, record: ComponentRecord): Promise<void> {
  const { application, name, type } = record;
  await put(caller, {
    name: `/copilot/applications/${application}/components/${name}`,
    description: `Copilot ${type} ${name}`,
    value: { app: application, name, type },
    tags: { "copilot-application": application, "copilot-service": name },
  });
}

async function put(
  caller: Caller,
  parameter: {
    readonly name: string;
    readonly description: string;
    readonly value: object;
    readonly tags: Readonly<Record<string, string>>;
  },
): Promise<void> {
  await caller.call("ssm", "PutParameter", {
    Name: parameter.name,
    Description: parameter.description,
    Type: "String",
    Value: compactJson(parameter.value),
    Tags: Object.entries(parameter.tags).map(([Key, Value]) => ({ Key, Value })),
  });
}

/** JSON as Go writes it: no blanks, and the characters of HTML as escapes. */
function compactJson(value: object): string {
  return JSON.stringify(value).replaceAll(
    /[<>&]/g,
    (character) => String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, "0"),
  );
}
