import type { TextMap } from "../../domain/stack.ts";
import type { JsonMap } from "../../domain/template.ts";
import { equals, not, noValue, ref, when } from "../../template/intrinsics.ts";
import { addonsTemplateUrl, artifactKeyArn, numberParameter, textParameter } from "../ecs/ecs-parameters.ts";
import { wholeSeconds } from "../http/whole-seconds.ts";
import { imageAddress } from "../image-address.ts";
import type { AppRunnerContext } from "./app-runner-context.ts";
import { repositoryType } from "./repository-type.ts";

const optionalText: JsonMap = { Type: "String", Default: "" };

/** Settings of the health check that are parameters, each left to App Runner while it is empty. */
const healthCheckSettings = [
  "Path",
  "Interval",
  "Timeout",
  "HealthyThreshold",
  "UnhealthyThreshold",
] as const;

/** Declarations of the template's parameters (copilot-model.md 2.7). */
export const appRunnerParameters: Readonly<Record<string, JsonMap>> = {
  AppName: textParameter,
  EnvName: textParameter,
  WorkloadName: textParameter,
  ContainerImage: textParameter,
  ContainerPort: numberParameter,
  ImageRepositoryType: textParameter,
  InstanceCPU: textParameter,
  InstanceMemory: textParameter,
  ...Object.fromEntries(healthCheckSettings.map((setting) => [`HealthCheck${setting}`, optionalText])),
  AddonsTemplateURL: addonsTemplateUrl,
  ArtifactKeyARN: artifactKeyArn,
};

/** The template's conditions: App Runner takes an access role for private ECR only. */
export const appRunnerConditions: JsonMap = {
  NeedsAccessRole: equals(ref("ImageRepositoryType"), "ECR"),
  ...Object.fromEntries(
    healthCheckSettings.map((setting) => [`HasHealthCheck${setting}`, given(`HealthCheck${setting}`)]),
  ),
  HasAddons: given("AddonsTemplateURL"),
};

/** `HealthCheckConfiguration` of the service, from the parameters. */
export const healthCheckConfiguration: JsonMap = {
  Protocol: "HTTP",
  ...Object.fromEntries(
    healthCheckSettings.map((setting) => [
      setting,
      when(`HasHealthCheck${setting}`, ref(`HealthCheck${setting}`), noValue),
    ]),
  ),
};

/** Values of the parameters. Those of the health check are given only where the manifest says something. */
export function appRunnerValues({ manifest, inputs, name }: AppRunnerContext): TextMap {
  const built = inputs.images[name];
  const image = built === undefined ? (manifest.image.location ?? "") : imageAddress(built);
  return {
    AppName: inputs.application.name,
    EnvName: inputs.environment.name,
    WorkloadName: name,
    ContainerImage: image,
    ContainerPort: String(manifest.image.port ?? 0),
    ImageRepositoryType: repositoryType(image),
    InstanceCPU: String(manifest.cpu),
    InstanceMemory: String(manifest.memory),
    ...healthCheckValues(manifest.http?.healthcheck),
    AddonsTemplateURL: inputs.addons?.templateUrl ?? "",
    ArtifactKeyARN: inputs.artifacts.keyArn ?? "",
  };
}

type HealthCheck = NonNullable<AppRunnerContext["manifest"]["http"]>["healthcheck"];

function healthCheckValues(check: HealthCheck): TextMap {
  if (check === undefined || check === "") return {};
  if (typeof check === "string") return { HealthCheckPath: check };
  const values = {
    HealthCheckPath: check.path,
    HealthCheckInterval: wholeSeconds(check.interval),
    HealthCheckTimeout: wholeSeconds(check.timeout),
    HealthCheckHealthyThreshold: check.healthy_threshold,
    HealthCheckUnhealthyThreshold: check.unhealthy_threshold,
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  );
}

function given(parameter: string): JsonMap {
  return not(equals(ref(parameter), ""));
}
