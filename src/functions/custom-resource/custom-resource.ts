import type { Attributes, CustomResourceEvent } from "./event.ts";
import type { PropertyReader } from "./properties.ts";
import type { AwsClientConfig } from "./world.ts";

/** One custom resource: what a Create, an Update and a Delete do. Each may be run again with the same request. */
export interface CustomResource {
  /** What the function does for a request, for the beginning of a failure's reason: `Updating environment stack shop-test`. */
  doing(request: CustomResourceRequest): string;
  /** The id under which CloudFormation is to know the resource. An id that differs on Update replaces the resource. */
  physicalId(event: CustomResourceEvent, properties: PropertyReader): string;
  create(request: CustomResourceRequest): Promise<Attributes>;
  update(request: CustomResourceRequest): Promise<Attributes>;
  delete(request: CustomResourceRequest): Promise<void>;
}

/** A request and the means to serve it. */
export interface CustomResourceRequest {
  readonly event: CustomResourceEvent;
  readonly properties: PropertyReader;
  /** Properties of the last successful request. */
  readonly previous: PropertyReader;
  readonly aws: AwsClientConfig;
  /**
   * Waits for something, which it names for the reason of a failure; throws instead of returning once the function has to
   * answer.
   */
  pause(milliseconds: number, awaited: string): Promise<void>;
  /** Has a step done before a failure is answered: takes back what this request has just made. */
  onFailure(takeBack: () => Promise<unknown>): void;
  log(line: string): void;
  /** The physical id as it stands; `identify` replaces it, also for a failure's response, as soon as a new thing exists. */
  currentId(): string;
  identify(physicalId: string): void;
}
