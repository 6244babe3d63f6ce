import type { GetResourcesCommandInput, TagFilter } from "@aws-sdk/client-resource-groups-tagging-api";
import { clientFault } from "../../kernel/aws-fault.ts";
import { jsonErrors } from "../../kernel/error-style.ts";
import { operation, type CallContext, type ServiceModel } from "../../kernel/service.ts";
import { pageOf } from "../paging.ts";
import { tagList } from "../tags.ts";
import { taggedResources, type TaggedResource } from "./tagged-resources.ts";

/** The Resource Groups Tagging API: an index over what has tags, seconds behind. */
export const taggingService: ServiceModel = {
  name: "resource-groups-tagging-api",
  iamPrefix: "tag",
  errors: jsonErrors,
  operations: {
    GetResources: operation(getResources),
    GetTagKeys: operation(getTagKeys),
  },
};

/**
 * GetResources: filters by tag are all met, values of one filter are alternatives; a hundred a page, and the last page
 * has an empty token. https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
 */
function getResources(context: CallContext, input: GetResourcesCommandInput): object {
  const size = input.ResourcesPerPage ?? 100;
  if (size < 1 || size > 100) {
    throw clientFault("InvalidParameterException", "ResourcesPerPage must be between 1 and 100");
  }
  const matching = taggedResources(context).filter(
    (resource) =>
      isOfType(resource, input.ResourceTypeFilters) &&
      (input.TagFilters ?? []).every((filter) => hasTag(resource, filter)) &&
      (input.ResourceARNList === undefined || input.ResourceARNList.includes(resource.arn)),
  );
  const page = pageOf(matching, {
    token: input.PaginationToken === "" ? undefined : input.PaginationToken,
    size,
    invalidToken: () =>
      clientFault("PaginationTokenExpiredException", "The pagination token is expired or invalid."),
  });
  return {
    ResourceTagMappingList: page.items.map(({ arn, tags }) => ({ ResourceARN: arn, Tags: tagList(tags) })),
    PaginationToken: page.nextToken ?? "",
  };
}

function getTagKeys(context: CallContext): object {
  const keys = new Set(taggedResources(context).flatMap(({ tags }) => Object.keys(tags)));
  return { TagKeys: [...keys].toSorted(), PaginationToken: "" };
}

function isOfType({ type }: TaggedResource, filters: readonly string[] | undefined): boolean {
  if (filters === undefined || filters.length === 0) return true;
  return filters.some((filter) => type === filter || type.startsWith(`${filter}:`));
}

function hasTag({ tags }: TaggedResource, { Key, Values }: TagFilter): boolean {
  const value = tags[Key ?? ""];
  if (value === undefined) return false;
  return Values === undefined || Values.length === 0 || Values.includes(value);
}
