import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { DesiredStack } from "../domain/desired.ts";
import { ReconcileError } from "../domain/failure.ts";
import { domainOf } from "../domain/partition.ts";
import type { Template } from "../domain/template.ts";
import { sha256 } from "../template/digest.ts";
import { writeTemplate } from "../template/write-template.ts";
import { abortable } from "./abortable.ts";
import type { Session } from "./sessions.ts";
import { translateS3Error } from "./translate-error.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const limits = { inRequest: 51_200, inBucket: 1_000_000 } as const;

/**
 * How a stack's template reaches CloudFormation: in the request when it fits, else by way of the artifact bucket under Copilot's key
 * (copilot-model.md 3.1). Needs `s3:PutObject` for large ones. Too large for both is a failure that stalls.
 */
export function placeTemplate(session: Session, stack: DesiredStack, signal?: AbortSignal): Promise<Place> {
  const { name, region } = stack.id;
  const bucket = (): Promise<Bucket> => Promise.resolve({ bucket: stack.bucket, region });
  return placeTemplateText(session, { name, template: stack.template, bucket }, signal);
}

type Place = { readonly TemplateBody: string } | { readonly TemplateURL: string };

interface Bucket {
  readonly bucket: string;
  readonly region: string;
}

/** The same for a template that is not a stack's; the bucket is only asked for when it is needed. */
export async function placeTemplateText(
  session: Session,
  request: { readonly name: string; readonly template: Template; readonly bucket: () => Promise<Bucket> },
  signal?: AbortSignal,
): Promise<Place> {
  const { name, template } = request;
  const text = writeTemplate(template);
  const size = Buffer.byteLength(text);
  if (size <= limits.inRequest) return { TemplateBody: text };
  if (size > limits.inBucket) throw tooLarge(name, size);
  const { bucket, region } = await request.bucket();
  const key = `manual/templates/${name}/${sha256(text)}.yml`;
  try {
    await session.s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: text,
        ACL: "bucket-owner-full-control",
        ContentType: "application/x-yaml",
      }),
      abortable(signal),
    );
  } catch (error) {
    throw translateS3Error(
      error,
      `upload the template of ${name} to bucket ${bucket}`,
      session,
      "s3:PutObject",
    );
  }
  return { TemplateURL: `https://${bucket}.s3.${region}.${domainOf(region)}/${key}` };
}

function tooLarge(name: string, size: number): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "TemplateTooLarge",
    message: `the template of ${name} has ${size} bytes; CloudFormation takes ${limits.inBucket}`,
    remedy: "Move resources of the workload's addons to a stack of their own.",
  });
}
