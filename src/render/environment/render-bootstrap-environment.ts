import type { EnvironmentInputs, RenderedStack } from "../inputs.ts";
import { executionRole } from "./execution-role.ts";
import { managerRole } from "./manager-role.ts";
import { environmentTags } from "./render-environment.ts";
import { roleOutputs } from "./role-outputs.ts";

/**
 * The first stage of an environment's stack (copilot-model.md 2.6): nothing but the two roles through which the rest is
 * deployed. It is created without a role of its own.
 */
export function renderBootstrapEnvironment(
  inputs: Pick<
    EnvironmentInputs,
    "application" | "name" | "artifactBucketArn" | "artifactKeyArn" | "additionalTags"
  >,
): RenderedStack {
  const text = { Type: "String" };
  const { application, name } = inputs;
  return {
    template: {
      AWSTemplateFormatVersion: "2010-09-09",
      Description: `The roles through which environment ${name} is looked at and deployed`,
      Metadata: { Version: "bootstrap" },
      Parameters: { AppName: text, EnvironmentName: text, ToolsAccountPrincipalARN: text },
      Resources: {
        ...executionRole(application),
        ...managerRole(inputs, { certificates: [], accessLogsBucket: "none" }),
      },
      Outputs: roleOutputs,
    },
    parameters: {
      AppName: application.name,
      EnvironmentName: name,
      ToolsAccountPrincipalARN: application.accountRootArn ?? "",
    },
    tags: environmentTags(inputs),
  };
}
