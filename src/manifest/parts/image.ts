import type { Milliseconds } from "./duration.ts";
import { listOf, textMap } from "../shape/collection-shapes.ts";
import { eitherForm } from "../shape/form-shapes.ts";
import { field, key } from "../shape/field-path.ts";
import type { FieldPath } from "../shape/field-path.ts";
import type { Reading } from "../shape/reading.ts";
import { record } from "../shape/record-shape.ts";
import type { Fields, RecordRules } from "../shape/record-shape.ts";
import type { Report } from "../shape/report.ts";
import { alternatives } from "../shape/report.ts";
import { duration, integer, port, text } from "../shape/scalar-shapes.ts";
import { checked } from "../shape/shape.ts";
import type { LocatedYaml } from "../yaml/located-yaml.ts";
import { textOrTexts } from "./texts.ts";

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

/** How an image is built. */
const dockerBuild = record<DockerBuild>({
  context: text,
  dockerfile: text,
  args: textMap(text),
  target: text,
  cache_from: listOf(text),
});

/** Where an image comes from; the fields of `ImageSource`. */
export const imageSourceFields: Fields<ImageSource> = {
  build: eitherForm<string, DockerBuild>({
    plain: text,
    map: dockerBuild,
    wanted: "the path of a Dockerfile or a map (context, dockerfile, args, target, cache_from)",
    faultsInMap: "drop",
  }),
  location: text,
};

/** The container health check of a main container or a sidecar. */
export const containerHealthCheck = record<ContainerHealthCheck>({
  command: listOf(text),
  interval: duration,
  retries: integer,
  timeout: duration,
  start_period: duration,
});

/** Other containers and their statuses. */
export const dependsOn = checked(textMap(text), checkStatuses);

const imageFields: Fields<Image> = {
  ...imageSourceFields,
  credentials: text,
  labels: textMap(text),
  depends_on: dependsOn,
};

/** The image of a Worker Service or Scheduled Job. */
export const imageWithHealthCheck = record<ImageWithHealthCheck>(
  { ...imageFields, healthcheck: containerHealthCheck },
  imageRules(),
);

/** The image of a Backend Service. */
export const imageWithOptionalPort = record<ImageWithPort>(
  { ...imageFields, healthcheck: containerHealthCheck, port },
  imageRules(),
);

/** The image of a Load Balanced Web Service. */
export const imageWithPort = checked(imageWithOptionalPort, requirePort);

/** The image of a Request-Driven Web Service. */
export const appRunnerImage = checked(
  record<AppRunnerImage>({ ...imageFields, port }, imageRules()),
  requirePort,
);

/** What replaces the image's start command; the fields of `ImageOverride`. */
export const imageOverrideFields: Fields<ImageOverride> = { entrypoint: textOrTexts, command: textOrTexts };

/** Whether `build` says something: Copilot takes an empty text for nothing. */
export function isBuilt(source: ImageSource): boolean {
  return source.build !== undefined && source.build !== "";
}

/** The statuses that a container may wait for, in capitals. */
const dependencyStatuses = ["START", "COMPLETE", "SUCCESS", "HEALTHY"] as const;

function imageRules<T extends Image>(): RecordRules<T> {
  return {
    afterReading: (image, at, reading, node) => refuseBothSources(image, at, reading, node),
    afterMerge: (merged, _base, over) => {
      if (isBuilt(over)) return without(merged, "location");
      const keepsBuild = over.location === undefined || over.build !== undefined;
      return keepsBuild ? merged : without(merged, "build");
    },
    check: (image, at, report) => {
      if (isBuilt(image) || image.location !== undefined) return;
      report({
        code: "at-least-one-required",
        at,
        message:
          "The image has neither build nor location; give the Dockerfile to build or the address of an image.",
      });
    },
  };
}

function without<T extends object>(value: T, name: keyof T): T {
  const copy = { ...value };
  delete copy[name];
  return copy;
}

function refuseBothSources<T extends Image>(image: T, at: FieldPath, reading: Reading, node: LocatedYaml): T {
  if (!isBuilt(image) || image.location === undefined) return image;
  reading.fault({
    code: "mutually-exclusive",
    at,
    node,
    message: "Both build and location are given; an image is either built or taken from where it is.",
    stops: true,
  });
  return image;
}

function requirePort(image: ImageWithPort, at: FieldPath, report: Report): void {
  if (image.port !== undefined || (!isBuilt(image) && image.location === undefined)) return;
  const message = "port is missing; give the port that the container listens on.";
  report({ code: "required-field-missing", at: field(at, "port"), message });
}

function checkStatuses(statuses: Readonly<Record<string, string>>, at: FieldPath, report: Report): void {
  const valid: readonly string[] = dependencyStatuses;
  for (const [container, status] of Object.entries(statuses)) {
    if (valid.includes(status.toUpperCase())) continue;
    const message = `${status} is no status that a container can wait for; use ${alternatives(valid)}.`;
    report({ code: "invalid-dependency-status", at: key(at, container), message });
  }
}
