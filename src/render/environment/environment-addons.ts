import { ref } from "../../template/intrinsics.ts";
import { addonsStackId } from "../../domain/addons-stack-id.ts";
import type { AddonsInputs } from "../inputs.ts";
import { described, type Resources } from "../resources.ts";
import { unquoted } from "../unquoted.ts";

/** The nested stack of the environment's addons; unlike a workload's its URL is written into the template. */
export function environmentAddons({ parameters, templateUrl = "" }: AddonsInputs): Resources {
  return {
    [addonsStackId]: {
      Metadata: described("The environment's own AWS resources, from its addons folder"),
      Type: "AWS::CloudFormation::Stack",
      Properties: {
        Parameters: { App: ref("AppName"), Env: ref("EnvironmentName"), ...parameters },
        TemplateURL: unquoted(templateUrl),
      },
    },
  };
}
