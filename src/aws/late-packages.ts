import { createRequire } from "node:module";
import type * as Scaling from "@aws-sdk/client-application-auto-scaling";
import type * as Trail from "@aws-sdk/client-cloudtrail";
import type * as Iam from "@aws-sdk/client-iam";
import type * as Queues from "@aws-sdk/client-sqs";
import type * as Secrets from "@aws-sdk/client-secrets-manager";

const require = createRequire(import.meta.url);

/**
 * Packages of AWS that only drift needs are loaded when they are first used, at that instant: a virtual clock would go on while an
 * asynchronous import comes.
 */
export function scalingPackage(): typeof Scaling {
  return require("@aws-sdk/client-application-auto-scaling") as typeof Scaling;
}

/** Likewise. */
export function secretsPackage(): typeof Secrets {
  return require("@aws-sdk/client-secrets-manager") as typeof Secrets;
}

/** Likewise. */
export function trailPackage(): typeof Trail {
  return require("@aws-sdk/client-cloudtrail") as typeof Trail;
}

/** Likewise, for creating environments. */
export function iamPackage(): typeof Iam {
  return require("@aws-sdk/client-iam") as typeof Iam;
}

/** Likewise, for hints. */
export function queuePackage(): typeof Queues {
  return require("@aws-sdk/client-sqs") as typeof Queues;
}
