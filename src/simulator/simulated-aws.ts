import { cloudFormationService } from "./cloudformation/cloudformation-service.ts";
import { makeWorld } from "./kernel/make-world.ts";
import type { World, WorldOptions } from "./kernel/world.ts";
import { authorize } from "./services/iam/authorize.ts";
import { awsServices } from "./services/aws-services.ts";

/** A simulated AWS with all its services, and IAM's policies enforced. */
export function makeSimulatedAws(options: Omit<WorldOptions, "services" | "authorize">): World {
  return makeWorld({
    ...options,
    services: [cloudFormationService, ...awsServices],
    authorize,
  });
}
