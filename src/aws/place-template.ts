import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { DesiredStack } from "../domain/desired.ts";
import { ReconcileError } from "../domain/failure.ts";
import { domainOf } from "../domain/partition.ts";
import { sha256 } from "../template/digest.ts";
import { writeTemplate } from "../template/write-template.ts";
import { abortable } from "./abortable.ts";
import type { Session } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const limits = { inRequest: 51_200, inBucket: 1_000_000 } as const;

/**
 * How a template reaches CloudFormation: in the request when it fits, else by way of the artifact bucket under Copilot's key
 * (copilot-model.md 3.1). Needs `s3:PutObject` for large ones. Too large for both is a failure that stalls.
 */
export async function placeTemplate(
  session: Session,
  stack: DesiredStack,
  signal?: AbortSignal,
): Promise<{ readonly TemplateBody: string } | { readonly TemplateURL: string }> {
  const text = writeTemplate(stack.template);
  const size = Buffer.byteLength(text);
  if (size <= limits.inRequest) return { TemplateBody: text };
  if (size > limits.inBucket) throw tooLarge(stack, size);
  const key = `manual/templates/${stack.id.name}/${sha256(text)}.yml`;
  try {
    await session.s3.send(
      new PutObjectCommand({
        Bucket: stack.bucket,
        Key: key,
        Body: text,
        ACL: "bucket-owner-full-control",
        ContentType: "application/x-yaml",
      }),
      abortable(signal),
    );
  } catch (error) {
    throw translateAwsError(error, `upload the template of stack ${stack.id.name} to bucket ${stack.bucket}`);
  }
  return { TemplateURL: `https://${stack.bucket}.s3.${stack.id.region}.${domainOf(stack.id.region)}/${key}` };
}

function tooLarge(stack: DesiredStack, size: number): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "TemplateTooLarge",
    message: `the template of stack ${stack.id.name} has ${size} bytes; CloudFormation takes ${limits.inBucket}`,
    remedy: "Move resources of the workload's addons to a stack of their own.",
  });
}
