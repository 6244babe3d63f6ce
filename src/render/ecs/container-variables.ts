import type { Json, JsonMap } from "../../domain/template.ts";
import type { Secret, Secrets, Variables } from "../../manifest/parts/text-source.ts";
import { getAtt, importValue, noValue, ref, sub, when } from "../../template/intrinsics.ts";
import { addonsStackId } from "../../domain/addons-stack-id.ts";
import { environmentVariableName } from "../environment-variable-name.ts";
import { jsonText } from "../json-text.ts";
import { topicArns } from "../published-topics.ts";
import { sortedEntries } from "../sorted.ts";
import { unquoted } from "../unquoted.ts";
import type { EcsContext } from "./ecs-context.ts";
import type { MountPoint } from "./task-storage.ts";

/** The variables that Copilot gives to every container of a task (copilot-model.md 2.7). */
export function commonVariables(context: EcsContext): readonly JsonMap[] {
  const dnsName = context.loadBalancing?.dnsName;
  return [
    applicationName,
    {
      Name: "COPILOT_SERVICE_DISCOVERY_ENDPOINT",
      Value: unquoted(context.inputs.environment.serviceDiscoveryEndpoint),
    },
    environmentName,
    serviceName,
    ...context.addons.variables.map((output) => ({
      Name: environmentVariableName(output),
      Value: getAtt(addonsStackId, `Outputs.${output}`),
    })),
    ...(context.topics.length === 0
      ? []
      : [{ Name: "COPILOT_SNS_TOPIC_ARNS", Value: jsonText(topicArns(context)) }]),
    ...context.queueVariables,
    ...(dnsName === undefined ? [] : [{ Name: "COPILOT_LB_DNS", Value: dnsName }]),
  ];
}

const applicationName: JsonMap = { Name: "COPILOT_APPLICATION_NAME", Value: sub("${AppName}") };
const environmentName: JsonMap = { Name: "COPILOT_ENVIRONMENT_NAME", Value: sub("${EnvName}") };
const serviceName: JsonMap = { Name: "COPILOT_SERVICE_NAME", Value: sub("${WorkloadName}") };

/** A container's own variables, sorted by name. */
export function ownVariables(variables: Variables = {}): readonly JsonMap[] {
  return sortedEntries(variables).map(([name, source]) => ({
    Name: name,
    Value: source.kind === "text" ? source.text : importValue(source.name),
  }));
}

/** The variable that tells a container where its volumes are; none without volumes. */
export function mountPointsVariable(mounts: readonly MountPoint[]): readonly JsonMap[] {
  if (mounts.length === 0) return [];
  const paths = Object.fromEntries(mounts.map((mount) => [mount.volume, mount.path]));
  return [{ Name: "COPILOT_MOUNT_POINTS", Value: jsonText(paths) }];
}

/** Secrets of a container or log driver, sorted by name. */
export function secretEntries(secrets: Secrets = {}): readonly JsonMap[] {
  return sortedEntries(secrets).map(([name, secret]) => ({ Name: name, ValueFrom: secretSource(secret) }));
}

/** The secrets that addons hand to the main container. */
export function addonSecrets(context: EcsContext): readonly JsonMap[] {
  return context.addons.secrets.map((output) => ({
    Name: environmentVariableName(output),
    ValueFrom: getAtt(addonsStackId, `Outputs.${output}`),
  }));
}

/** `EnvironmentFiles` of a container: one file, when the parameter names it. */
export function environmentFiles(file: { readonly condition: string; readonly parameter: string }): JsonMap {
  return {
    EnvironmentFiles: [when(file.condition, { Type: "s3", Value: ref(file.parameter) }, noValue)],
  };
}

/** Where ECS or App Runner takes a secret from. */
export function secretSource(secret: Secret): Json {
  switch (secret.kind) {
    case "text":
      // Without `unquoted`: an ARN that ends in a colon would break Copilot's template, and means itself here.
      return secret.text === "" ? null : secret.text;
    case "from_cfn":
      return importValue(secret.name);
    case "secretsmanager":
      return sub(
        `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:${secret.name}`,
      );
  }
}
