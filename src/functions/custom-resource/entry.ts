import type { CustomResource } from "./custom-resource.ts";
import type { CustomResourceEvent, LambdaContext } from "./event.ts";
import { respond } from "./respond.ts";
import { settle } from "./settle.ts";
import { lambdaWorld } from "./world.ts";
import type { FunctionWorld } from "./world.ts";

/** What Lambda calls. */
export type LambdaHandler = (event: CustomResourceEvent, context: LambdaContext) => Promise<void>;

/** The Lambda handler of a custom resource: serves the request, then answers CloudFormation. */
export function lambdaHandler(resource: CustomResource, world: FunctionWorld = lambdaWorld()): LambdaHandler {
  return async (event, context) => {
    const response = await settle(resource, event, context, world);
    await respond(world, event.ResponseURL, response);
  };
}
