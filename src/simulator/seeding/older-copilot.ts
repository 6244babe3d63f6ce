import type { Template } from "../../domain/template.ts";
import type { RenderedStack } from "../../render/inputs.ts";

/** Private App Runner services came with this version, and the environment's parameter for them (copilot-model.md 2.6). */
const appRunnerVersion = "v1.23.0";

/** Older templates than these lack more than is played here. */
const oldest = "v1.10.0";

/** The Lambda runtime that a version's templates name. Those before v1.34.0 are played with the runtime before it. */
export function runtimeOf(version: string): string {
  return isBefore(version, "v1.34.0") ? "nodejs16.x" : "nodejs20.x";
}

/**
 * An environment's stack as an older Copilot made it: without the parameter, condition, resources and output of private App Runner
 * services before v1.23.0. Throws an Error for versions whose templates differ in more.
 */
export function asOfVersion(version: string, stack: RenderedStack): RenderedStack {
  if (isBefore(version, oldest))
    throw new Error(`templates of Copilot ${version} are not played; the oldest are those of ${oldest}`);
  if (!isBefore(version, appRunnerVersion)) return stack;
  const { AppRunnerPrivateWorkloads: _later, ...parameters } = stack.parameters;
  return { ...stack, template: withoutAppRunner(stack.template), parameters };
}

function withoutAppRunner(template: Template): Template {
  const outputs = without(template.Outputs ?? {}, isAppRunners);
  const { EnabledFeatures: features, ...others } = outputs;
  return {
    ...template,
    Parameters: without(template.Parameters ?? {}, isAppRunners),
    Conditions: without(template.Conditions ?? {}, (name) => name === "CreateAppRunnerVPCEndpoint"),
    Resources: without(template.Resources, isAppRunners),
    Outputs: {
      ...others,
      ...(features === undefined
        ? {}
        : { EnabledFeatures: { ...features, Value: { "Fn::Sub": olderFeatures } } }),
    },
  };
}

function isAppRunners(name: string): boolean {
  return /^AppRunner(?:VpcEndpoint|PrivateWorkloads)/.test(name);
}

const olderFeatures = "${ALBWorkloads},${InternalALBWorkloads},${EFSWorkloads},${NATWorkloads},${Aliases}";

function without<T>(
  map: Readonly<Record<string, T>>,
  leaves: (name: string) => boolean,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(map).filter(([name]) => !leaves(name)));
}

function isBefore(version: string, other: string): boolean {
  const [left, right] = [version, other].map((text) => text.replace(/^v/, "").split(".").map(Number));
  const index = left?.findIndex((part, position) => part !== right?.[position]) ?? -1;
  return index >= 0 && (left?.[index] ?? 0) < (right?.[index] ?? 0);
}
