import type { TextMap } from "../../domain/stack.ts";
import type { JsonMap } from "../../domain/template.ts";
import { imageAddress } from "../image-address.ts";
import type { EcsContext } from "./ecs-context.ts";
import { initialCount } from "./read-count.ts";

/** Declarations of a template's parameters, by name. */
export type ParameterDeclarations = Readonly<Record<string, JsonMap>>;

/** A parameter that takes any text. */
export const textParameter: JsonMap = { Type: "String" };

/** A parameter that takes a number. */
export const numberParameter: JsonMap = { Type: "Number" };

/** A parameter that takes `true` or `false`. */
export const booleanParameter: JsonMap = { Type: "String", AllowedValues: [true, false] };

/** Days that logs are kept when nobody says so. */
const defaultLogRetention = 30;

/**
 * Declares the parameters of an ECS workload's template (copilot-model.md 2.7). `own` are those of its type; it names
 * `LogRetention` itself where that has no default.
 */
export function ecsParameters(context: EcsContext, own: ParameterDeclarations): ParameterDeclarations {
  return {
    AppName: textParameter,
    EnvName: textParameter,
    WorkloadName: textParameter,
    ContainerImage: textParameter,
    TaskCPU: textParameter,
    TaskMemory: textParameter,
    TaskCount: numberParameter,
    LogRetention: { Type: "Number", Default: defaultLogRetention },
    AddonsTemplateURL: addonsTemplateUrl,
    ArtifactKeyARN: artifactKeyArn,
    ...envFileParameters(context),
    ...own,
  };
}

/** The values of those parameters. `own` are those of the type. */
export function ecsValues(context: EcsContext, own: TextMap): TextMap {
  const { inputs, manifest } = context;
  const { application, environment, artifacts } = inputs;
  const built = inputs.images[context.name];
  return {
    AppName: application.name,
    EnvName: environment.name,
    WorkloadName: context.name,
    ContainerImage: built === undefined ? (manifest.image.location ?? "") : imageAddress(built),
    TaskCPU: String(manifest.cpu),
    TaskMemory: String(manifest.memory),
    TaskCount: String(initialCount(manifest.count)),
    LogRetention: String(manifest.logging?.retention ?? defaultLogRetention),
    AddonsTemplateURL: inputs.addons?.templateUrl ?? "",
    ArtifactKeyARN: artifacts.keyArn ?? "",
    ...envFileValues(context),
    ...own,
  };
}

/** Where the template of the addons is; the nested stack only comes to be when it is given. */
export const addonsTemplateUrl: JsonMap = {
  Type: "String",
  Default: "",
  Description: "S3 URL of the addons' template; empty without addons",
};

/** The key of the artifact bucket. */
export const artifactKeyArn: JsonMap = {
  Type: "String",
  Description: "The key that encrypts the application's artifacts",
};

const envFile: JsonMap = {
  Type: "String",
  Default: "",
  Description: "S3 ARN of the container's env file; empty without one",
};

function envFileParameters({ envFiles }: EcsContext): ParameterDeclarations {
  return Object.fromEntries(envFiles.map(({ parameter }) => [parameter, envFile]));
}

function envFileValues({ envFiles, inputs, name }: EcsContext): TextMap {
  return Object.fromEntries(
    envFiles.map(({ container = name, parameter }) => [parameter, inputs.envFiles[container] ?? ""]),
  );
}
