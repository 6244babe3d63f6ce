import type { JsonMap } from "../../domain/template.ts";
import { fromEnvironment } from "../environment-imports.ts";

/** Lets a function assume the application's DNS role; any role may be assumed that trusts the function. */
export const mayAssumeAnyRole: JsonMap = {
  Sid: "AllowAssumeRole",
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Resource: "*",
};

/** Lets a function change records of the environment's hosted zone. */
export const mayChangeHostedZone: JsonMap = {
  Sid: "EnvHostedZoneUpdateAndWait",
  Effect: "Allow",
  Action: "route53:ChangeResourceRecordSets",
  Resource: {
    "Fn::Sub": [
      "arn:${AWS::Partition}:route53:::hostedzone/${EnvHostedZone}",
      { EnvHostedZone: fromEnvironment("HostedZone") },
    ],
  },
};

/** Lets a function read records and follow their changes. */
export const mayReadHostedZones: JsonMap = {
  Sid: "EnvHostedZoneRead",
  Effect: "Allow",
  Action: ["route53:ListResourceRecordSets", "route53:GetChange"],
  Resource: "*",
};
