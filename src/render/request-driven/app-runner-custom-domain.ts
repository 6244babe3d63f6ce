import { getAtt } from "../../template/intrinsics.ts";
import { customResourceFunction } from "../custom-resource-function.ts";
import { dnsDelegation, missingValue } from "../dns-delegation.ts";
import { functionRole, inlinePolicy } from "../iam.ts";
import { described, type Resources } from "../resources.ts";
import { unquotedValue } from "../unquoted-value.ts";
import type { AppRunnerContext } from "./app-runner-context.ts";
import { sdkLayer } from "./sdk-layers.ts";

/** The custom resource that ties an alias to the service and writes its records (copilot-model.md 6); nothing without an alias. */
export function appRunnerCustomDomain({ manifest, inputs }: AppRunnerContext): Resources {
  const alias = manifest.http?.alias;
  if (alias === undefined) return {};
  const delegation = dnsDelegation(inputs.application);
  return {
    CustomDomainFunction: customResourceFunction(inputs, {
      name: "CustomDomainFunction",
      handler: "index.handler",
      timeout: 900,
      role: "CustomResourceRole",
      properties: { Layers: [sdkLayer(inputs.environment.region ?? "") ?? missingValue] },
    }),
    CustomDomainAction: {
      Metadata: described("Ties the alias to the service and writes its records"),
      DependsOn: "CustomDomainFunction",
      Type: "Custom::CustomDomainFunction",
      Properties: {
        ServiceToken: getAtt("CustomDomainFunction", "Arn"),
        ServiceARN: getAtt("Service", "ServiceArn"),
        CustomDomain: unquotedValue(alias),
        AppDNSRole: delegation.roleArn,
        AppDNSName: delegation.domain,
      },
    },
    CustomResourceRole: functionRole(
      "Lets the function associate domains with App Runner and write records",
      inputs.application.permissionsBoundary,
      [
        inlinePolicy("DNSandACMAccess", {
          Effect: "Allow",
          Action: [
            "apprunner:AssociateCustomDomain",
            "apprunner:DisassociateCustomDomain",
            "apprunner:DescribeCustomDomains",
            "sts:AssumeRole",
            "route53:ChangeResourceRecordSets",
            "route53:ListHostedZonesByName",
          ],
          Resource: ["*"],
        }),
      ],
    ),
  };
}
