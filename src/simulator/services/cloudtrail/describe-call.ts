import { createHash } from "node:crypto";
import type { CallRecord } from "../../kernel/call-log.ts";
import { isRead } from "../../kernel/invoker.ts";
import { asRecord } from "../../protocols/record.ts";
import { findServiceByName } from "../../protocols/known-services.ts";

/** What CloudTrail writes in place of a value that it must not keep. */
const hidden = "HIDDEN_DUE_TO_SECURITY_REASONS";

/** Input members whose values CloudTrail does not keep, by action. */
const secrets: Readonly<Record<string, readonly string[]>> = {
  PutParameter: ["value"],
  CreateSecret: ["secretString"],
  PutSecretValue: ["secretString"],
  CreateStack: ["parameters"],
  UpdateStack: ["parameters"],
  CreateChangeSet: ["parameters"],
};

/** Which member names what a call is about, and of which type that is. */
const subjects: Readonly<Record<string, string>> = {
  StackName: "AWS::CloudFormation::Stack",
  RoleName: "AWS::IAM::Role",
  repositoryName: "AWS::ECR::Repository",
  service: "AWS::ECS::Service",
  Bucket: "AWS::S3::Bucket",
  SecretId: "AWS::SecretsManager::Secret",
  pipelineName: "AWS::CodePipeline::Pipeline",
  HostedZoneId: "AWS::Route53::HostedZone",
  CertificateArn: "AWS::ACM::Certificate",
};

/**
 * A call as the event history shows it, with the record that CloudTrail keeps.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function describeCall(record: CallRecord): object {
  const eventId = eventIdOf(record);
  return {
    EventId: eventId,
    EventName: record.action,
    EventSource: eventSourceOf(record.service),
    EventTime: new Date(record.time),
    ReadOnly: String(isRead(record.action)),
    Username: userNameOf(record.principal),
    Resources: resourcesOf(record),
    CloudTrailEvent: JSON.stringify({
      eventVersion: "1.11",
      userIdentity: {
        type: record.principal.endsWith(":root")
          ? "Root"
          : record.principal.includes(":assumed-role/")
            ? "AssumedRole"
            : "IAMUser",
        arn: record.principal,
        accountId: record.account,
        ...(record.via === undefined ? {} : { invokedBy: record.via }),
      },
      eventTime: `${record.time.slice(0, 19)}Z`,
      eventSource: eventSourceOf(record.service),
      eventName: record.action,
      awsRegion: record.region,
      sourceIPAddress: record.via ?? "127.0.0.1",
      ...(isWell(record) ? {} : { errorCode: record.outcome }),
      requestParameters: parametersOf(record),
      requestID: record.requestId,
      eventID: eventId,
      readOnly: isRead(record.action),
      eventType: "AwsApiCall",
      managementEvent: true,
      recipientAccountId: record.account,
    }),
  };
}

/** `ssm.amazonaws.com`: the name in a signature's scope stands for the service. */
export function eventSourceOf(service: string): string {
  return `${findServiceByName(service) ?? service}.amazonaws.com`;
}

/** A user's name, a session's name, or `root`. */
export function userNameOf(principal: string): string {
  return principal.split(/[:/]/).at(-1) ?? principal;
}

/** What a call is about, as far as its input says. */
export function resourcesOf({
  input,
}: CallRecord): readonly { readonly ResourceType: string; readonly ResourceName: string }[] {
  return Object.entries(asRecord(input)).flatMap(([member, value]) => {
    const ResourceType = subjects[member];
    return ResourceType === undefined || typeof value !== "string"
      ? []
      : [{ ResourceType, ResourceName: value }];
  });
}

/** The id of a call's event: the same each time it is looked up. */
export function eventIdOf(record: CallRecord): string {
  const digest = createHash("sha256").update(`${record.sequence} ${record.requestId}`).digest("hex");
  const ends = [0, 8, 12, 16, 20, 32];
  return ends
    .slice(1)
    .map((end, index) => digest.slice(ends[index], end))
    .join("-");
}

/** A caller that lost the answer does not change what was done. */
function isWell({ outcome }: CallRecord): boolean {
  return outcome === "ok" || outcome === "timeout-after-effect";
}

/** CloudTrail writes names with a small first letter, and leaves template texts out. */
function parametersOf(record: CallRecord): Record<string, unknown> {
  const kept = secrets[record.action] ?? [];
  return Object.fromEntries(
    Object.entries(asRecord(record.input))
      .filter(([name, value]) => name !== "TemplateBody" && !(value instanceof Uint8Array))
      .map(([name, value]) => [`${name.charAt(0).toLowerCase()}${name.slice(1)}`, value] as const)
      .map(([name, value]) => [name, kept.includes(name) ? hidden : value]),
  );
}
