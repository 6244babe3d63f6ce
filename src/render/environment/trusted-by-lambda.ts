import type { JsonMap } from "../../domain/template.ts";
import { policyDocument } from "../iam.ts";

/** Trust policy of the environment's custom-resource functions. */
export const trustedByLambda: JsonMap = policyDocument({
  Effect: "Allow",
  Principal: { Service: ["lambda.amazonaws.com"] },
  Action: ["sts:AssumeRole"],
});
