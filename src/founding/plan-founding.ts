import type { ApplicationRecord } from "../domain/copilot-records.ts";
import { type Failure, ReconcileError } from "../domain/failure.ts";
import type { EnvironmentWish, FoundingStep, FoundStack, Standing } from "../domain/founding.ts";
import { environmentStackName } from "../domain/stack-names.ts";
import { situationOf } from "../domain/stack-status.ts";

/**
 * What is still to be done for an environment, in Copilot's order (copilot-model.md 4.2); nothing once everything stands. The record
 * comes last: its presence tells everybody that the environment can be deployed. Throws where what stands is in the way.
 */
export function planFounding(
  application: ApplicationRecord,
  wish: EnvironmentWish,
  standing: Standing,
  isRecorded: boolean,
): readonly FoundingStep[] {
  const { account, region } = wish;
  const { registry, delegatedAccounts } = standing;
  const isForeign = account !== application.account;
  const steps: FoundingStep[] = [];
  if (isForeign && delegatedAccounts?.includes(account) === false)
    steps.push({ kind: "delegate-dns", account });
  if ((isForeign && !registry.accounts.includes(account)) || !registry.isSettled)
    steps.push({ kind: "enter-account", account });
  if (!registry.regions.includes(region)) steps.push({ kind: "open-region", region });
  if (!stands(wish, standing.stack))
    steps.push({ kind: "make-roles", stack: environmentStackName(wish.application, wish.environment) });
  if (!isRecorded) steps.push({ kind: "write-record", parameter: recordName(wish) });
  return steps;
}

/** The parameter that holds an environment's record (copilot-model.md 1.1). */
function recordName({ application, environment }: EnvironmentWish): string {
  return `/copilot/applications/${application}/environments/${environment}`;
}

/** Whether the environment's stack has its roles; one whose operation runs is waited for by the step. */
function stands(wish: EnvironmentWish, stack: Standing["stack"]): boolean {
  switch (stack.kind) {
    case "absent":
      return false;
    case "unreadable":
      throw new ReconcileError(stack.failure);
    case "present":
      return isReady(wish, stack.value);
  }
}

function isReady({ application, environment, account, region }: EnvironmentWish, stack: FoundStack): boolean {
  const { id, tags, status } = stack;
  const isOurs =
    tags["copilot-application"] === application &&
    tags["copilot-environment"] === environment &&
    tags["copilot-service"] === undefined;
  if (!isOurs)
    throw refused(
      "NameTaken",
      `stack ${id.name} stands in account ${account}, ${region}, and is not that of environment ${environment}: it lacks the tags copilot-application=${application} and copilot-environment=${environment}`,
      "Choose another name for the environment; nothing was changed.",
    );
  switch (situationOf(status)) {
    case "ready":
    case "stuck":
      return true;
    case "busy":
    case "deleted":
      return false;
    case "shell":
    case "failed-create":
      throw refused(
        "EnvironmentStackInTheWay",
        `stack ${id.name} in account ${account}, ${region}, is ${status}: an earlier creation ended before its roles were there`,
        `aws cloudformation delete-stack --stack-name ${id.name} --region ${region}, then the same command again.`,
      );
  }
}

function refused(reason: string, message: string, remedy: string): ReconcileError {
  const failure: Failure = { disposition: "stall", reason, message, remedy };
  return new ReconcileError(failure);
}
