import type {
  CreateRepositoryCommandInput,
  DeleteRepositoryCommandInput,
  DescribeRepositoriesCommandInput,
  SetRepositoryPolicyCommandInput,
  TagResourceCommandInput,
} from "@aws-sdk/client-ecr";
import { clientFault } from "../../kernel/aws-fault.ts";
import { dnsSuffixOf } from "../../kernel/principal.ts";
import type { CallContext } from "../../kernel/service.ts";
import { pageOf } from "../paging.ts";
import { tagList, tagsFrom } from "../tags.ts";
import { repositories, type Repository } from "./ecr-state.ts";
import { openRepository, type RepositoryInput } from "./find-repository.ts";

/** CreateRepository. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
export function createRepository(context: CallContext, input: CreateRepositoryCommandInput): object {
  const name = input.repositoryName ?? "";
  const { account, region, partition } = context;
  const known = context.state(repositories);
  if (known.has(name)) {
    throw clientFault(
      "RepositoryAlreadyExistsException",
      `The repository with name '${name}' already exists in the registry with id '${account}'`,
    );
  }
  if (!/^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(name)) {
    throw clientFault(
      "InvalidParameterException",
      `Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*''`,
    );
  }
  const repository: Repository = {
    name,
    arn: `arn:${partition}:ecr:${region}:${account}:repository/${name}`,
    uri: `${account}.dkr.ecr.${region}.${dnsSuffixOf(region)}/${name}`,
    account,
    createdAt: context.now,
    immutableTags: input.imageTagMutability === "IMMUTABLE",
    policy: undefined,
    lifecyclePolicy: undefined,
    tags: tagsFrom(input.tags),
    images: new Map(),
    platforms: new Map(),
  };
  known.set(name, repository);
  return { repository: describe(repository) };
}

/** DescribeRepositories: by name, or all, a hundred a page unless told otherwise. */
export function describeRepositories(context: CallContext, input: DescribeRepositoriesCommandInput): object {
  if (input.repositoryNames !== undefined && input.repositoryNames.length > 0) {
    const named = input.repositoryNames.map((repositoryName) =>
      openRepository(context, { registryId: input.registryId, repositoryName }, "DescribeRepositories"),
    );
    return { repositories: named.map(describe) };
  }
  const account = input.registryId ?? context.account;
  const all = [...context.state(repositories, { account }).values()].toSorted((left, right) =>
    left.name < right.name ? -1 : 1,
  );
  const page = pageOf(all, {
    token: input.nextToken,
    size: input.maxResults ?? 100,
    invalidToken: () => clientFault("InvalidParameterException", "Invalid parameter at 'nextToken'"),
  });
  return { repositories: page.items.map(describe), nextToken: page.nextToken };
}

/** DeleteRepository: one that still holds images goes only by force. */
export function deleteRepository(context: CallContext, input: DeleteRepositoryCommandInput): object {
  const repository = openRepository(context, input, "DeleteRepository");
  if (repository.images.size > 0 && input.force !== true) {
    throw clientFault(
      "RepositoryNotEmptyException",
      `The repository with name '${repository.name}' in registry with id '${repository.account}' cannot be deleted because it still contains images`,
    );
  }
  context.state(repositories, { account: repository.account }).delete(repository.name);
  return { repository: describe(repository) };
}

/** SetRepositoryPolicy. */
export function setRepositoryPolicy(context: CallContext, input: SetRepositoryPolicyCommandInput): object {
  const repository = openRepository(context, input, "SetRepositoryPolicy");
  repository.policy = input.policyText;
  return { registryId: repository.account, repositoryName: repository.name, policyText: repository.policy };
}

/** GetRepositoryPolicy. */
export function getRepositoryPolicy(context: CallContext, input: RepositoryInput): object {
  const repository = openRepository(context, input, "GetRepositoryPolicy");
  if (repository.policy === undefined) {
    throw clientFault(
      "RepositoryPolicyNotFoundException",
      `Repository policy does not exist for the repository with name '${repository.name}' in the registry with id '${repository.account}'`,
    );
  }
  return { registryId: repository.account, repositoryName: repository.name, policyText: repository.policy };
}

/** DeleteRepositoryPolicy. */
export function deleteRepositoryPolicy(context: CallContext, input: RepositoryInput): object {
  const repository = openRepository(context, input, "DeleteRepositoryPolicy");
  repository.policy = undefined;
  return { registryId: repository.account, repositoryName: repository.name };
}

/** PutLifecyclePolicy: kept as text; the simulator expires no image. */
export function putLifecyclePolicy(
  context: CallContext,
  input: RepositoryInput & { readonly lifecyclePolicyText?: string },
): object {
  const repository = openRepository(context, input, "PutLifecyclePolicy");
  repository.lifecyclePolicy = input.lifecyclePolicyText;
  return { repositoryName: repository.name, lifecyclePolicyText: repository.lifecyclePolicy };
}

/** TagResource, by the repository's ARN. */
export function tagResource(context: CallContext, input: TagResourceCommandInput): object {
  const repository = byArn(context, input.resourceArn, "TagResource");
  repository.tags = { ...repository.tags, ...tagsFrom(input.tags) };
  return {};
}

/** ListTagsForResource, by the repository's ARN. */
export function listTagsForResource(context: CallContext, input: { readonly resourceArn?: string }): object {
  return { tags: tagList(byArn(context, input.resourceArn, "ListTagsForResource").tags) };
}

function byArn(context: CallContext, arn: string | undefined, action: string): Repository {
  const [, , , , registryId, ...resource] = (arn ?? "").split(":");
  const repositoryName = resource.join(":").replace(/^repository\//, "");
  return openRepository(context, { registryId, repositoryName }, action);
}

function describe(repository: Repository): object {
  return {
    repositoryArn: repository.arn,
    registryId: repository.account,
    repositoryName: repository.name,
    repositoryUri: repository.uri,
    createdAt: repository.createdAt,
    imageTagMutability: repository.immutableTags ? "IMMUTABLE" : "MUTABLE",
    imageScanningConfiguration: { scanOnPush: false },
    encryptionConfiguration: { encryptionType: "AES256" },
  };
}
