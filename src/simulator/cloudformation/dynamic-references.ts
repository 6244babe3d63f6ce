import { AwsFault, validationError } from "../kernel/aws-fault.ts";
import type { CallContext } from "../kernel/service.ts";

/**
 * Puts Parameter Store values in the place of `{{resolve:ssm:name:version}}`. References to secure strings and to Secrets
 * Manager stay as they are: the simulated AWS keeps no secret in a property.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export function resolveDynamicReferences(context: CallContext, text: string): string {
  return text.replaceAll(
    /\{\{resolve:ssm:([a-zA-Z0-9_.\-/]+)(?::(\d+))?\}\}/g,
    (_whole, name: string, version?: string) =>
      parameterFromStore(context, version === undefined ? name : `${name}:${version}`),
  );
}

/** The value of a plain parameter; refused in CloudFormation's words when there is none. */
export function parameterFromStore(context: CallContext, name: string): string {
  try {
    const answer = context.call({ service: "ssm", action: "GetParameter", input: { Name: name } });
    const parameter = answer["Parameter"];
    if (typeof parameter === "object" && parameter !== null && "Value" in parameter)
      return String(parameter.Value);
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    if (error.code !== "ParameterNotFound") throw validationError(error.message);
  }
  throw validationError(`Unable to fetch parameters [${name}] from parameter store for this account.`);
}
