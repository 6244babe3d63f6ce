import { jsonErrors } from "../../kernel/error-style.ts";
import {
  operation,
  type CallContext,
  type Operation,
  type OperationModel,
  type ServiceModel,
} from "../../kernel/service.ts";
import * as image from "./image-operations.ts";
import * as repository from "./repository-operations.ts";

/** The Elastic Container Registry. Operations on a repository ask for their permission with its policy in hand. */
export const ecrService: ServiceModel = {
  name: "ecr",
  iamPrefix: "ecr",
  errors: jsonErrors,
  operations: {
    CreateRepository: operation(repository.createRepository, (context, input) => [
      {
        action: "ecr:CreateRepository",
        resource: `arn:${context.partition}:ecr:${context.region}:${context.account}:repository/${input.repositoryName}`,
      },
    ]),
    DescribeRepositories: operation(repository.describeRepositories, (_context, input) =>
      input.repositoryNames === undefined ? [{ action: "ecr:DescribeRepositories", resource: "*" }] : [],
    ),
    DeleteRepository: checkedInside(repository.deleteRepository),
    SetRepositoryPolicy: checkedInside(repository.setRepositoryPolicy),
    GetRepositoryPolicy: checkedInside(repository.getRepositoryPolicy),
    DeleteRepositoryPolicy: checkedInside(repository.deleteRepositoryPolicy),
    PutLifecyclePolicy: checkedInside(repository.putLifecyclePolicy),
    TagResource: checkedInside(repository.tagResource),
    ListTagsForResource: checkedInside(repository.listTagsForResource),
    PutImage: checkedInside(image.putImage),
    DescribeImages: checkedInside(image.describeImages),
    ListImages: checkedInside(image.listImages),
    BatchGetImage: checkedInside(image.batchGetImage),
    BatchDeleteImage: checkedInside(image.batchDeleteImage),
    GetAuthorizationToken: operation(getAuthorizationToken),
  },
};

/** GetAuthorizationToken: a login that nothing here can be done with, valid for 12 hours. */
function getAuthorizationToken(context: CallContext): object {
  return {
    authorizationData: [
      {
        authorizationToken: Buffer.from("AWS:simulated").toString("base64"),
        expiresAt: new Date(context.now.getTime() + 12 * 3_600_000),
        proxyEndpoint: `https://${context.account}.dkr.ecr.${context.region}.amazonaws.com`,
      },
    ],
  };
}

function checkedInside<Input extends object>(run: Operation<Input>): OperationModel {
  return operation(run, () => []);
}
