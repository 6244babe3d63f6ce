import type { Deployment } from "./parts/deployment.ts";
import type { Http, HttpHealthCheck } from "./parts/http.ts";
import type { AppRunnerImage, ImageWithHealthCheck, ImageWithPort } from "./parts/image.ts";
import type { NetworkLoadBalancer } from "./parts/network-load-balancer.ts";
import type { AppRunnerNetwork } from "./parts/network.ts";
import type { Observability } from "./parts/observability.ts";
import type { Publish } from "./parts/publish.ts";
import type { Subscribe } from "./parts/subscribe.ts";
import type { Platform, Task } from "./parts/task.ts";
import type { Secrets, Variables } from "./parts/text-source.ts";

/**
 * A service or job as its manifest describes it for one environment: interpolated, the environment's section merged in,
 * the defaults of its type filled in. Properties are the manifest's keys; what it does not say is absent.
 */
export type WorkloadManifest =
  | LoadBalancedWebService
  | RequestDrivenWebService
  | BackendService
  | WorkerService
  | StaticSite
  | ScheduledJob;

/** A service behind load balancers on ECS. */
export interface LoadBalancedWebService extends Task {
  readonly type: "Load Balanced Web Service";
  readonly name: string;
  readonly image: ImageWithPort;
  /** `false` switches the application load balancer off; a valid manifest then has `nlb`. */
  readonly http?: boolean | Http;
  readonly nlb?: NetworkLoadBalancer;
  readonly deployment?: Deployment;
  readonly observability?: Observability;
}

/** A service on App Runner. */
export interface RequestDrivenWebService {
  readonly type: "Request-Driven Web Service";
  readonly name: string;
  readonly image: AppRunnerImage;
  readonly http?: AppRunnerHttp;
  /** CPU units; 1024 unless the manifest says otherwise. */
  readonly cpu: number;
  /** MiB; 2048 unless the manifest says otherwise. */
  readonly memory: number;
  readonly platform?: string | Platform;
  readonly variables?: Variables;
  readonly secrets?: Secrets;
  /** The start command, as one text. */
  readonly command?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly publish?: Publish;
  readonly network?: AppRunnerNetwork;
  readonly observability?: Observability;
  /** Name of an App Runner autoscaling configuration, optionally with `/<revision>`. */
  readonly count?: string;
}

/** How a Request-Driven Web Service is reached. */
export interface AppRunnerHttp {
  readonly healthcheck?: string | HttpHealthCheck;
  readonly alias?: string;
  /** Only from inside the VPC; a map names a VPC endpoint that exists. */
  readonly private?: boolean | { readonly endpoint?: string };
}

/** A service on ECS that the internet does not reach. */
export interface BackendService extends Task {
  readonly type: "Backend Service";
  readonly name: string;
  readonly image: ImageWithPort;
  /** Rules of the internal load balancer. */
  readonly http?: Http;
  readonly deployment?: Deployment;
  readonly observability?: Observability;
}

/** A service on ECS that works through queues. */
export interface WorkerService extends Task {
  readonly type: "Worker Service";
  readonly name: string;
  readonly image: ImageWithHealthCheck;
  readonly subscribe?: Subscribe;
  readonly deployment?: Deployment;
  readonly observability?: Observability;
}

/** Files behind CloudFront. */
export interface StaticSite {
  readonly type: "Static Site";
  readonly name: string;
  readonly http?: { readonly alias?: string; readonly certificate?: string };
  readonly files?: readonly FileUpload[];
}

/** Files of a static site. */
export interface FileUpload {
  /** Path from the workspace's root. Always there in a valid manifest. */
  readonly source?: string;
  readonly destination?: string;
  readonly recursive?: boolean;
  readonly exclude?: readonly string[];
  readonly reinclude?: readonly string[];
}

/** A task on ECS that runs on a schedule. */
export interface ScheduledJob extends Task {
  readonly type: "Scheduled Job";
  readonly name: string;
  readonly image: ImageWithHealthCheck;
  /** `schedule` is always there in a valid manifest. */
  readonly on?: { readonly schedule?: string };
  /** A Go duration as it is written: it is read when the job is rendered. */
  readonly timeout?: string;
  readonly retries?: number;
}
