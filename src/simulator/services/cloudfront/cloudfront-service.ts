import type { Cell } from "../../kernel/cells.ts";
import { clientFault } from "../../kernel/aws-fault.ts";
import { upperAlphanumeric } from "../../kernel/random.ts";
import { s3Errors } from "../../kernel/error-style.ts";
import { operation, type CallContext, type ServiceModel } from "../../kernel/service.ts";
import { regionState, type ResourceRecord } from "../../cloudformation/state.ts";
import { resourceTagValues } from "../tags.ts";

/** CloudFront's invalidations, for the state machines of static sites; it is not spoken on the wire. */
export const cloudFrontService: ServiceModel = {
  name: "cloudfront",
  iamPrefix: "cloudfront",
  errors: s3Errors,
  operations: {
    CreateInvalidation: operation(createInvalidation, (context, { DistributionId = "" }) => [
      {
        action: "cloudfront:CreateInvalidation",
        resource: `arn:${context.partition}:cloudfront::${context.account}:distribution/${DistributionId}`,
        conditionValues: resourceTagValues(findDistribution(context, DistributionId)?.live.tags ?? {}),
      },
    ]),
  },
};

/** An order to empty a distribution's caches. */
interface Invalidation {
  readonly id: string;
  readonly distributionId: string;
  readonly paths: readonly string[];
  readonly createdAt: Date;
}

/** All orders, the oldest first. */
const invalidations: Cell<Invalidation[]> = {
  name: "cloudfront/invalidations",
  scope: "account",
  initial: () => [],
};

interface CreateInvalidationInput {
  readonly DistributionId?: string;
  readonly InvalidationBatch?: {
    readonly CallerReference?: string;
    readonly Paths?: { readonly Items?: readonly string[] };
  };
}

/** CreateInvalidation. https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html */
function createInvalidation(context: CallContext, input: CreateInvalidationInput): object {
  const distribution = findDistribution(context, input.DistributionId ?? "");
  if (distribution === undefined) {
    throw clientFault("NoSuchDistribution", "The specified distribution does not exist.", 404);
  }
  const made: Invalidation = {
    id: `I${context.random.characters(13, upperAlphanumeric)}`,
    distributionId: distribution.physicalId,
    paths: input.InvalidationBatch?.Paths?.Items ?? [],
    createdAt: context.now,
  };
  context.state(invalidations).push(made);
  return {
    Invalidation: {
      Id: made.id,
      Status: "InProgress",
      CreateTime: made.createdAt,
      InvalidationBatch: input.InvalidationBatch,
    },
  };
}

/** Distributions belong to an account, whatever region their stack stands in. */
function findDistribution(context: CallContext, id: string): ResourceRecord | undefined {
  return context.world.cells
    .everywhere(regionState)
    .filter(({ place }) => place.account === context.account)
    .flatMap(({ value }) => [...value.stacks.values()])
    .flatMap((stack) => [...stack.resources.values()])
    .find(
      ({ type, physicalId, status }) =>
        type === "AWS::CloudFront::Distribution" && physicalId === id && status !== "DELETE_COMPLETE",
    );
}
