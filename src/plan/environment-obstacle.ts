import type { Observed } from "../domain/observed.ts";
import type { ObservedApplication, ObservedEnvironment } from "../domain/observed-application.ts";
import type { ObservedStack } from "../domain/stack.ts";
import { situationOf } from "../domain/stack-status.ts";
import { noMending } from "./mend-step.ts";
import { ruleFor } from "./stuck-stacks.ts";

/** Why nothing can be planned for an environment at all. */
export interface EnvironmentObstacle {
  readonly reason: string;
  readonly message: string;
  readonly remedy?: string;
}

/**
 * The first thing that stands in the way of every workload of an environment; undefined when nothing does. Whatever could not be
 * read is an obstacle: without it nobody can say what is there.
 */
export function obstacleOf(
  application: ObservedApplication,
  environment: ObservedEnvironment,
): EnvironmentObstacle | undefined {
  return (
    missingOr(
      application.record,
      "ApplicationNotRegistered",
      `application ${application.application} has no record in Parameter Store`,
      `copilot app init ${application.application}`,
    ) ??
    unreadableOnly(application.components) ??
    missingOr(
      environment.record,
      "EnvironmentNotRegistered",
      `environment ${environment.environment} has no record in Parameter Store`,
      createIt(environment),
    ) ??
    missingOr(
      environment.regional,
      "RegionNotPrepared",
      `the application's StackSet has no instance in the region of ${environment.environment}`,
      createIt(environment),
    ) ??
    missingOr(
      environment.stack,
      "EnvironmentNotDeployed",
      `environment ${environment.environment} has no stack`,
      createIt(environment),
    ) ??
    stackObstacle(environment.environment, environment.stack)
  );
}

function missingOr(
  observed: Observed<unknown>,
  reason: string,
  message: string,
  command: string,
): EnvironmentObstacle | undefined {
  if (observed.kind === "absent")
    return { reason, message, remedy: `${command}, or take it out of Autoland's configuration` };
  return unreadableOnly(observed);
}

/** It goes on from whatever of the environment is there. */
function createIt({ environment, record }: ObservedEnvironment): string {
  const region = record.kind === "present" ? record.value.region : "<region>";
  return `autoland env create ${environment} --region ${region}`;
}

function unreadableOnly(observed: Observed<unknown>): EnvironmentObstacle | undefined {
  if (observed.kind !== "unreadable") return undefined;
  const { reason, message, remedy } = observed.failure;
  return { reason, message, ...(remedy === undefined ? {} : { remedy }) };
}

function stackObstacle(environment: string, stack: Observed<ObservedStack>): EnvironmentObstacle | undefined {
  if (stack.kind !== "present") return undefined;
  const { status, template, id } = stack.value;
  const situation = situationOf(status);
  if (situation === "busy") {
    return {
      reason: "EnvironmentBusy",
      message: `stack ${id.name} of environment ${environment} is ${status}; its workloads wait until that has ended`,
      remedy: remedyFor(environment, stack.value),
    };
  }
  if (situation !== "ready" || template.kind !== "read") {
    return {
      reason: "EnvironmentStuck",
      message: `stack ${id.name} of environment ${environment} is ${status}, and its workloads depend on it`,
      remedy: remedyFor(environment, stack.value),
    };
  }
  return undefined;
}

/** What the table of stuck stacks tells a person to do; Autoland itself deletes no environment. */
function remedyFor(environment: string, stack: ObservedStack): string {
  const { region, name } = stack.id;
  const command = (what: string): string =>
    `aws cloudformation ${what} --region ${region} --stack-name ${name}`;
  if (situationOf(stack.status) === "shell")
    return `Execute the change set that made it (${command("list-change-sets")}), or: ${command("delete-stack")}, then: autoland env create ${environment}`;
  const stuck = { target: { environment }, stack, mending: { ...noMending } };
  const remedy = ruleFor(stuck).remedy(stuck);
  return remedy === "" ? command("describe-stack-events") : remedy;
}

/** Why no workload can be deployed to an environment whose stack is only what `env init` made; undefined for any other. */
export function neverDeployed({ environment, stack }: ObservedEnvironment): EnvironmentObstacle | undefined {
  if (stack.kind !== "present" || stack.value.template.kind !== "read") return undefined;
  if (stack.value.template.template.Metadata?.["Version"] !== "bootstrap") return undefined;
  return {
    reason: "EnvironmentNotDeployed",
    message: `environment ${environment} was initialised and never deployed: its stack holds only the roles, and its workloads come after it`,
    remedy: `Commit copilot/environments/${environment}/manifest.yml, or mend what holds it.`,
  };
}
