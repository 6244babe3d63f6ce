import type { FakeService } from "./fake-aws.ts";
import { AwsFault } from "./fault.ts";

/** One ECS service with the tags under which it is found. */
export interface FakeEcsService {
  readonly cluster: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  desiredCount: number;
  runningCount: number;
  status: string;
}

/** ECS services and the tagging API that finds them, one to a page. */
export class FakeEcs {
  readonly services: FakeEcsService[] = [];

  add(service: Partial<FakeEcsService> & { readonly name: string }): FakeEcsService {
    const complete = {
      cluster: "shop-test-Cluster",
      tags: {},
      desiredCount: 1,
      runningCount: 1,
      status: "ACTIVE",
      ...service,
    };
    this.services.push(complete);
    return complete;
  }

  readonly service: FakeService = ({ input }) => {
    const asked = input["services"] as readonly string[];
    const found = this.services.filter(
      (service) =>
        service.cluster === input["cluster"] &&
        asked.some((name) => name === service.name || name === arnOf(service)),
    );
    return {
      services: found.map((service) => ({
        serviceArn: arnOf(service),
        serviceName: service.name,
        status: service.status,
        desiredCount: service.desiredCount,
        runningCount: service.runningCount,
      })),
      failures: [],
    };
  };

  readonly tagging: FakeService = ({ input }) => {
    const types = input["ResourceTypeFilters"] as readonly string[];
    if (!types.includes("ecs:service")) throw new AwsFault("InvalidParameterException", "only services here");
    const filters = input["TagFilters"] as readonly {
      readonly Key: string;
      readonly Values: readonly string[];
    }[];
    const matching = this.services.filter((service) =>
      filters.every(({ Key: key, Values: values }) => values.includes(service.tags[key] ?? "")),
    );
    const start = Number(input["PaginationToken"] || 0);
    return {
      ResourceTagMappingList: matching
        .slice(start, start + 1)
        .map((service) => ({ ResourceARN: arnOf(service) })),
      PaginationToken: start + 1 < matching.length ? String(start + 1) : "",
    };
  };
}

function arnOf(service: FakeEcsService): string {
  return `arn:aws:ecs:eu-west-1:111111111111:service/${service.cluster}/${service.name}`;
}
