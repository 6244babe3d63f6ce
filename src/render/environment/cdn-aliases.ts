import { getAtt, ref } from "../../template/intrinsics.ts";
import { customResourceFunction } from "../custom-resource-function.ts";
import { awsManagedPolicy, permissionsBoundary } from "../iam.ts";
import { described, type Resources } from "../resources.ts";
import { unquoted } from "../unquoted.ts";
import type { CdnSettings, EnvironmentContext } from "./environment-context.ts";
import { trustedByLambda } from "./trusted-by-lambda.ts";

/** A distribution can have aliases when it has a certificate: an imported one, or that of the application's domain. */
export function hasViewerAliases(
  { delegatesDns }: EnvironmentContext,
  { certificate }: CdnSettings,
): boolean {
  return certificate !== undefined || delegatesDns;
}

/** The function that makes one list without doubles of all services' aliases, for the distribution. */
export function uniqueAliases({ inputs }: EnvironmentContext, { staticAssets }: CdnSettings): Resources {
  return {
    UniqueJSONValuesFunctionRole: {
      Metadata: described("What the function that collects aliases may do: write its log"),
      Type: "AWS::IAM::Role",
      Condition: "CreateALB",
      Properties: {
        AssumeRolePolicyDocument: trustedByLambda,
        Path: "/",
        ...permissionsBoundary(inputs.application.permissionsBoundary),
        ManagedPolicyArns: [awsManagedPolicy("service-role/AWSLambdaBasicExecutionRole")],
      },
    },
    UniqueJSONValuesFunction: {
      Condition: "CreateALB",
      ...customResourceFunction(inputs, {
        name: "UniqueJSONValuesFunction",
        handler: "index.handler",
        timeout: 600,
        role: "UniqueJSONValuesFunctionRole",
      }),
    },
    UniqueAliasesAction: {
      Metadata: described("Collects the aliases of all services, each once"),
      Condition: "CreateALB",
      Type: "Custom::UniqueJSONValuesFunction",
      Properties: {
        ServiceToken: getAtt("UniqueJSONValuesFunction", "Arn"),
        Aliases: ref("Aliases"),
        ...(staticAssets === undefined ? {} : { AdditionalStrings: [unquoted(staticAssets.alias)] }),
        FilterFor: ref("ALBWorkloads"),
      },
    },
  };
}
