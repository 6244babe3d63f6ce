import type { Cloud, ObserveRequest } from "../../domain/cloud.ts";
import type { ObservedApplication, ObservedEnvironment } from "../../domain/observed-application.ts";
import { present } from "../../domain/observed.ts";
import { partitionOf } from "../../domain/partition.ts";
import { unbuiltDigest } from "../../domain/preview.ts";
import type { CommitSha } from "../../domain/revision.ts";
import { tagsOf } from "./preview-source.ts";

/**
 * AWS as it is, but for images of commits that are not merged yet: nobody has built them, and so that the rest can be shown each stands
 * there with a digest that says so.
 */
export function previewCloud(cloud: Cloud, fresh: ReadonlySet<CommitSha>): Cloud {
  return {
    ...cloud,
    observe: async (request, signal) => withRepositories(await cloud.observe(request, signal), request),
    findImages: async (request, signal) => {
      const found = await cloud.findImages(request, signal);
      const unbuilt = tagsOf(request.tags, fresh);
      if (found.kind === "unreadable" || unbuilt.length === 0) return found;
      const known = found.kind === "present" ? found.value : new Map<string, string>();
      return present(new Map([...unbuilt.map((tag) => [tag, unbuiltDigest] as const), ...known]));
    },
    findPlatforms: async (request, signal) => {
      const built = request.addresses.filter(isBuilt);
      const found =
        built.length === 0 ? new Map() : await cloud.findPlatforms({ ...request, addresses: built }, signal);
      const unbuilt = request.addresses.filter((address) => !isBuilt(address));
      const image = present({ digest: unbuiltDigest, platforms: undefined });
      return new Map([...found, ...unbuilt.map((address) => [address, image] as const)]);
    },
  };
}

function isBuilt(address: string): boolean {
  return !address.endsWith(`@${unbuiltDigest}`);
}

/** With a repository for each workload of the commit: one that is new gets its own when it is registered, before anything is built. */
function withRepositories(
  observed: ObservedApplication,
  { environments }: ObserveRequest,
): ObservedApplication {
  const { record, application } = observed;
  if (record.kind !== "present") return observed;
  const { account } = record.value;
  const withOwn = (environment: ObservedEnvironment): ObservedEnvironment => {
    if (environment.regional.kind !== "present") return environment;
    const { region, repositories } = environment.regional.value;
    const added = (environments.get(environment.environment) ?? []).map((workload) => [
      workload,
      `arn:${partitionOf(region)}:ecr:${region}:${account}:repository/${application}/${workload}`,
    ]);
    const all = { ...Object.fromEntries(added), ...repositories };
    return { ...environment, regional: present({ ...environment.regional.value, repositories: all }) };
  };
  const seen = [...observed.environments].map(([name, environment]) => [name, withOwn(environment)] as const);
  return { ...observed, environments: new Map(seen) };
}
