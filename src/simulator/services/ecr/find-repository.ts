import { clientFault } from "../../kernel/aws-fault.ts";
import { accessDenied, jsonErrors } from "../../kernel/error-style.ts";
import type { CallContext } from "../../kernel/service.ts";
import { authorizeOn } from "../iam/authorize.ts";
import { resourceTagValues } from "../tags.ts";
import { repositories, type Repository } from "./ecr-state.ts";

/** What every operation on a repository names. */
export interface RepositoryInput {
  readonly registryId?: string | undefined;
  readonly repositoryName?: string | undefined;
}

/** The repository, if the caller's policies and the repository's own allow the action. */
export function openRepository(context: CallContext, input: RepositoryInput, action: string): Repository {
  const account = input.registryId ?? context.account;
  const name = input.repositoryName ?? "";
  const repository = context.state(repositories, { account }).get(name);
  const arn = `arn:${context.partition}:ecr:${context.region}:${account}:repository/${name}`;
  const permission = {
    action: `ecr:${action}`,
    resource: arn,
    conditionValues: resourceTagValues(repository?.tags ?? {}, "ecr"),
  };
  const decision = authorizeOn(context, permission, { account, policy: repository?.policy });
  if (!decision.allowed) {
    const { because } = decision;
    throw accessDenied(jsonErrors, {
      principalArn: context.principal.arn,
      action: permission.action,
      resource: arn,
      because,
    });
  }
  if (repository === undefined) {
    throw clientFault(
      "RepositoryNotFoundException",
      `The repository with name '${name}' does not exist in the registry with id '${account}'`,
    );
  }
  return repository;
}
