import type { Milliseconds } from "./duration.ts";

/** An image that is built from a Dockerfile, with Docker Compose's words for it. */
export interface DockerBuild {
  readonly context?: string;
  readonly dockerfile?: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly cache_from?: readonly string[];
}

/** Either where an image is, or how it is built; a text in `build` is the path of the Dockerfile. */
export interface ImageSource {
  readonly build?: string | DockerBuild;
  readonly location?: string;
}

/** The image of the main container. */
export interface Image extends ImageSource {
  /** ARN of the secret that opens a private registry. */
  readonly credentials?: string;
  /** Docker labels. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Other containers by name, and the status each must reach first: `start`, `healthy`, `complete`, `success`, in any case. */
  readonly depends_on?: Readonly<Record<string, string>>;
}

/** The image of a container that may have a health check of its own. */
export interface ImageWithHealthCheck extends Image {
  readonly healthcheck?: ContainerHealthCheck;
}

/** The image of a service that listens. The port is optional only in a Backend Service. */
export interface ImageWithPort extends ImageWithHealthCheck {
  readonly port?: number;
}

/** The image of a Request-Driven Web Service: App Runner knows no container health check. */
export interface AppRunnerImage extends Image {
  readonly port?: number;
}

/** ECS's health check inside a container; what is left out takes Copilot's defaults when it is rendered. */
export interface ContainerHealthCheck {
  readonly command?: readonly string[];
  readonly interval?: Milliseconds;
  readonly retries?: number;
  readonly timeout?: Milliseconds;
  readonly start_period?: Milliseconds;
}

/** What replaces the image's own start command; a text is split by shell rules, a list is taken as it is. */
export interface ImageOverride {
  readonly entrypoint?: string | readonly string[];
  readonly command?: string | readonly string[];
}
