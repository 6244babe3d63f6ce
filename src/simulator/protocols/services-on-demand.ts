import { createRequire } from "node:module";

/** A service whose client package is read only when somebody speaks to it. */
export interface ServiceOnDemand {
  /** As in the SDK's package name; the name that the world calls it by. */
  readonly name: string;
  /** The service's name in a signature's scope. */
  readonly signingName: string;
  readonly protocol: "query" | "json" | "rest-json" | "rest-xml";
  /** For answers to Query requests, which some JSON services still take. */
  readonly xmlNamespace: string;
}

/** The services that Autoland's core does not call; tests, scenarios and people's own scripts do. */
const rows: readonly ServiceOnDemand[] = [
  json("application-auto-scaling", "application-autoscaling"),
  { ...json("cloudwatch", "monitoring"), xmlNamespace: "http://monitoring.amazonaws.com/doc/2010-08-01/" },
  json("cloudwatch-logs", "logs"),
  json("cloudtrail", "cloudtrail"),
  json("apprunner", "apprunner"),
  json("codebuild", "codebuild"),
  json("codepipeline", "codepipeline"),
  json("eventbridge", "events"),
  {
    name: "iam",
    signingName: "iam",
    protocol: "query",
    xmlNamespace: "https://iam.amazonaws.com/doc/2010-05-08/",
  },
  { name: "lambda", signingName: "lambda", protocol: "rest-json", xmlNamespace: "" },
  {
    name: "route-53",
    signingName: "route53",
    protocol: "rest-xml",
    xmlNamespace: "https://route53.amazonaws.com/doc/2013-04-01/",
  },
  json("secrets-manager", "secretsmanager"),
  json("sfn", "states"),
  { ...json("sqs", "sqs"), xmlNamespace: "http://queue.amazonaws.com/doc/2012-11-05/" },
];

const require = createRequire(import.meta.url);

/** The row with this name or signing name. No name of one is the signing name of another. */
export function findServiceOnDemand(nameOrSigningName: string): ServiceOnDemand | undefined {
  return rows.find(({ name, signingName }) => [name, signingName].includes(nameOrSigningName));
}

/**
 * The client package of a service, read at this instant: a virtual clock would not wait for an asynchronous import.
 * Undefined where the package is not installed; these are development dependencies.
 */
export function clientPackageOf({ name }: ServiceOnDemand): Readonly<Record<string, unknown>> | undefined {
  try {
    const found: unknown = require(`@aws-sdk/client-${name}`);
    return typeof found === "object" && found !== null ? { ...found } : undefined;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

function json(name: string, signingName: string): ServiceOnDemand {
  return { name, signingName, protocol: "json", xmlNamespace: "" };
}
