import { createHash } from "node:crypto";
import type { CodeLocation } from "../../render/inputs.ts";
import type { Caller } from "./caller.ts";
import { upload } from "./deploy-stack.ts";

/** Copilot's custom-resource functions (copilot-model.md 6). */
const functionNames = [
  "BacklogPerTaskCalculatorFunction",
  "BucketCleanerFunction",
  "CertificateReplicatorFunction",
  "CertificateValidationFunction",
  "CustomDomainFunction",
  "DNSDelegationFunction",
  "DynamicDesiredCountFunction",
  "EnvControllerFunction",
  "HTTPRulePriorityFunction",
  "NLBCertValidatorFunction",
  "NLBCustomDomainFunction",
  "RulePriorityFunction",
  "TriggerStateMachineFunction",
  "UniqueJSONValuesFunction",
] as const;

/** Uploads what stands for Copilot's own function code, under Copilot's keys (copilot-model.md 3.1). */
export async function uploadFunctionCode(
  caller: Caller,
  { bucket, copilotVersion }: { readonly bucket: string; readonly copilotVersion: string },
): Promise<Readonly<Record<string, CodeLocation>>> {
  const locations: Record<string, CodeLocation> = {};
  for (const name of functionNames) {
    // The simulated CloudFormation plays Copilot's functions by name: nobody reads this code.
    const content = `${name} as Copilot ${copilotVersion} ships it`;
    const digest = createHash("sha256").update(content).digest("hex");
    const key = `manual/scripts/custom-resources/${name.toLowerCase()}/${digest}.zip`;
    await upload(caller, { bucket, key, content });
    locations[name] = { bucket, key };
  }
  return locations;
}
