import type {
  ListTagsForResourceCommandInput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from "@aws-sdk/client-ecs";
import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { withoutTags, type Tags } from "../tags.ts";
import { ecs } from "./ecs-state.ts";
import { ecsTags, findTaskDefinition, fromEcsTags } from "./find-ecs.ts";

/** TagResource, for clusters, services and task definitions. */
export function tagResource(context: CallContext, input: TagResourceCommandInput): object {
  const resource = taggedResource(context, input.resourceArn);
  resource.tags = { ...resource.tags, ...fromEcsTags(input.tags) };
  return {};
}

/** UntagResource. */
export function untagResource(context: CallContext, input: UntagResourceCommandInput): object {
  const resource = taggedResource(context, input.resourceArn);
  resource.tags = withoutTags(resource.tags, input.tagKeys ?? []);
  return {};
}

/** ListTagsForResource. */
export function listTagsForResource(context: CallContext, input: ListTagsForResourceCommandInput): object {
  return { tags: ecsTags(taggedResource(context, input.resourceArn).tags) };
}

function taggedResource(context: CallContext, arn = ""): { tags: Tags } {
  const { clusters, services } = context.state(ecs);
  const found =
    clusters.get(arn) ??
    services.get(arn) ??
    (arn.includes(":task-definition/") ? findTaskDefinition(context, arn) : undefined);
  if (found !== undefined) return found;
  throw clientFault("InvalidParameterException", "The specified resource does not exist or is not ACTIVE.");
}
