import type { ApplicationRecord } from "../../domain/copilot-records.ts";
import { playCopilotFunctions } from "../cloudformation/copilot-functions.ts";
import { functionRunnerOf } from "../cloudformation/function-registry.ts";
import { asRecord } from "../protocols/record.ts";
import type { Caller } from "./caller.ts";

/**
 * Makes the hosted zone of a root domain, as it stands before `app init --domain`, and answers what the application's record
 * says of it. Throws where the world only plays functions: then no certificate would ever be issued.
 */
export async function seedDomain(
  admin: Caller,
  domain: string,
): Promise<Pick<ApplicationRecord, "domain" | "domainHostedZoneId">> {
  if (functionRunnerOf(admin.world) === playCopilotFunctions) {
    throw new Error(
      `cannot seed the domain ${domain}: the world only plays functions, so call setFunctionRunner(world, ownFunctionRunner(…)) first`,
    );
  }
  const CallerReference = admin.world.random.uuid();
  const made = await admin.call("route-53", "CreateHostedZone", { Name: domain, CallerReference });
  const id = String(asRecord(made["HostedZone"])["Id"]);
  return { domain, domainHostedZoneId: id.replace("/hostedzone/", "") };
}
