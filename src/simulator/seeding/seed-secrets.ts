import type { Json, Template } from "../../domain/template.ts";
import { isJsonMap } from "../../template/json-pointer.ts";
import { AwsFault } from "../kernel/aws-fault.ts";
import { administratorOf } from "./caller.ts";
import type { EnvironmentSeed, SeededEnvironment } from "./seed-environment.ts";

/**
 * Puts a secret for every one that a stack's containers name and Parameter Store lacks, as `copilot secret init` does:
 * encrypted, and tagged so that the execution role may read it (copilot-model.md 2.7). Without them no task would start.
 */
export async function seedSecrets(
  { admin, application }: EnvironmentSeed,
  environment: SeededEnvironment,
  template: Template,
): Promise<void> {
  const owner = await administratorOf(admin.world, environment.account, environment.region);
  const resources = Object.values(template.Resources);
  for (const Name of new Set(resources.flatMap(({ Properties }) => secretNames(Properties ?? {})))) {
    try {
      await owner.call("ssm", "PutParameter", {
        Name,
        Type: "SecureString",
        Value: `seeded value of ${Name}`,
        Tags: [
          { Key: "copilot-application", Value: application.name },
          { Key: "copilot-environment", Value: environment.name },
        ],
      });
    } catch (error) {
      if (!(error instanceof AwsFault) || error.code !== "ParameterAlreadyExists") throw error;
    }
  }
}

/** The parameters that `Secrets` of container definitions take their values from, wherever they stand. */
function secretNames(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(secretNames);
  if (!isJsonMap(value)) return [];
  const { Secrets, ...rest } = value;
  const here = (Array.isArray(Secrets) ? Secrets : []).flatMap((secret) => {
    const from = isJsonMap(secret) ? secret["ValueFrom"] : undefined;
    return typeof from === "string" && !from.startsWith("arn:") ? [from] : [];
  });
  return [...here, ...Object.values(rest).flatMap(secretNames)];
}
