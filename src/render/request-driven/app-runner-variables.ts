import type { JsonMap } from "../../domain/template.ts";
import { getAtt, ref } from "../../template/intrinsics.ts";
import { addonsStackId } from "../../domain/addons-stack-id.ts";
import { ownVariables, secretSource } from "../ecs/container-variables.ts";
import { topicArns } from "../published-topics.ts";
import { environmentVariableName } from "../environment-variable-name.ts";
import { jsonText } from "../json-text.ts";
import { sortedEntries } from "../sorted.ts";
import { unquoted } from "../unquoted.ts";
import type { AppRunnerContext } from "./app-runner-context.ts";

/** The service's environment variables: Copilot's, the manifest's, and the addons' outputs, secrets as ARNs (copilot-model.md 2.7). */
export function runtimeVariables(context: AppRunnerContext): readonly JsonMap[] {
  const { addons, inputs, manifest } = context;
  return [
    { Name: "COPILOT_APPLICATION_NAME", Value: ref("AppName") },
    { Name: "COPILOT_ENVIRONMENT_NAME", Value: ref("EnvName") },
    { Name: "COPILOT_SERVICE_NAME", Value: ref("WorkloadName") },
    ...(context.egress.kind === "internet"
      ? []
      : [
          {
            Name: "COPILOT_SERVICE_DISCOVERY_ENDPOINT",
            Value: unquoted(inputs.environment.serviceDiscoveryEndpoint),
          },
        ]),
    ...(context.topics.length === 0
      ? []
      : [{ Name: "COPILOT_SNS_TOPIC_ARNS", Value: jsonText(topicArns(context)) }]),
    ...ownVariables(manifest.variables),
    ...addons.variables.map((output) => addonOutput(environmentVariableName(output), output)),
    ...addons.secrets.map((output) => addonOutput(`${environmentVariableName(output)}_ARN`, output)),
  ];
}

/** The service's secrets: the manifest's, sorted by name, and those that addons hand to it. */
export function runtimeSecrets({ addons, manifest }: AppRunnerContext): readonly JsonMap[] {
  return [
    ...sortedEntries(manifest.secrets ?? {}).map(([name, secret]) => ({
      Name: name,
      Value: secretSource(secret),
    })),
    ...addons.secrets.map((output) => addonOutput(environmentVariableName(output), output)),
  ];
}

function addonOutput(name: string, output: string): JsonMap {
  return { Name: name, Value: getAtt(addonsStackId, `Outputs.${output}`) };
}
