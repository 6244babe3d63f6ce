import type { JsonMap, TemplateResource } from "../domain/template.ts";
import { getAtt } from "../template/intrinsics.ts";
import type { WorkloadInputs } from "./inputs.ts";

/** A function behind a custom resource (copilot-model.md 6). */
export interface CustomResourceFunction {
  /** Copilot's name of the function, which is its logical id in most templates. */
  readonly name: string;
  readonly handler: string;
  /** Seconds. */
  readonly timeout: number;
  /** Logical id of its role. */
  readonly role: string;
  /** What it has besides, such as `Environment`. */
  readonly properties?: JsonMap;
}

/** The Lambda function of a custom resource, with its code where the inputs say where that is. */
export function customResourceFunction(
  inputs: Pick<WorkloadInputs, "functionCode" | "functionRuntime">,
  definition: CustomResourceFunction,
): TemplateResource {
  const code = inputs.functionCode?.[definition.name];
  return {
    Type: "AWS::Lambda::Function",
    Properties: {
      ...(code === undefined ? {} : { Code: { S3Bucket: code.bucket, S3Key: code.key } }),
      Handler: definition.handler,
      Timeout: definition.timeout,
      MemorySize: 512,
      Role: getAtt(definition.role, "Arn"),
      Runtime: inputs.functionRuntime,
      ...definition.properties,
    },
  };
}
