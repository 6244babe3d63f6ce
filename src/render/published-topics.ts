import type { JsonMap, TemplateResource } from "../domain/template.ts";
import type { Publish } from "../manifest/parts/publish.ts";
import { ref, sub } from "../template/intrinsics.ts";
import { policyDocument } from "./iam.ts";
import type { WorkloadInputs } from "./inputs.ts";
import { logicalIdPart } from "./logical-id.ts";
import { partitionOf } from "./partition.ts";
import { RenderRefusal } from "./refusal.ts";
import { described, type Resources } from "./resources.ts";

/** An SNS topic of a workload; the name of a FIFO topic ends with `.fifo`. */
export interface PublishedTopic {
  readonly name: string;
  readonly fifo?: { readonly contentBasedDeduplication?: boolean };
}

/** What the topics are read from: the workload's name and the inputs say what they are called in AWS. */
export interface TopicOwner {
  readonly name: string;
  readonly inputs: WorkloadInputs;
  readonly topics: readonly PublishedTopic[];
}

/** Reads the topics of a manifest. */
export function publishedTopicsOf(publish: Publish | undefined): readonly PublishedTopic[] {
  return (publish?.topics ?? []).map(({ name = "", fifo }) => {
    if (fifo === undefined || fifo === false) return { name };
    const deduplication = fifo === true ? undefined : fifo.content_based_deduplication;
    if (fifo !== true && deduplication === undefined) return { name };
    return {
      name: `${name}.fifo`,
      fifo: deduplication === undefined ? {} : { contentBasedDeduplication: deduplication },
    };
  });
}

/** The SNS topics that a workload publishes to, and who may subscribe to them: queues of the same account. */
export function publishedTopics({ topics }: Pick<TopicOwner, "topics">): Resources {
  return Object.fromEntries(
    topics.flatMap((topic) => [
      [topicId(topic), topicResource(topic)],
      [`${topicId(topic)}Policy`, topicPolicy(topicId(topic))],
    ]),
  );
}

/** Logical id of a topic. */
export function topicId({ name }: PublishedTopic): string {
  return `${logicalIdPart(name)}SNSTopic`;
}

/**
 * ARNs of the topics by their names, for the variable `COPILOT_SNS_TOPIC_ARNS`. Refuses when the region is unknown:
 * the partition follows from it.
 */
export function topicArns({ name: workload, inputs, topics }: TopicOwner): Readonly<Record<string, string>> {
  const { application, environment } = inputs;
  const { region = "", account = "" } = environment;
  const partition = partitionOf(region);
  if (partition === undefined) {
    throw new RenderRefusal({
      code: "region-unknown",
      field: "publish.topics",
      message: `publish.topics needs the environment's region to write the topics' ARNs, and "${region}" is in no partition of AWS`,
    });
  }
  const prefix = `arn:${partition}:sns:${region}:${account}:${application.name}-${environment.name}-${workload}`;
  return Object.fromEntries(topics.map(({ name }) => [name, `${prefix}-${name}`]));
}

function topicResource({ name, fifo }: PublishedTopic): TemplateResource {
  return {
    Metadata: described(`Carries the workload's ${name} events`),
    Type: "AWS::SNS::Topic",
    Properties: {
      TopicName: sub(`\${AWS::StackName}-${name}`),
      ...(fifo === undefined ? {} : fifoProperties(fifo)),
      KmsMasterKeyId: "alias/aws/sns",
    },
  };
}

function fifoProperties({ contentBasedDeduplication }: NonNullable<PublishedTopic["fifo"]>): JsonMap {
  if (contentBasedDeduplication === undefined) return { FifoTopic: true };
  return { FifoTopic: true, ContentBasedDeduplication: contentBasedDeduplication };
}

function topicPolicy(topic: string): TemplateResource {
  return {
    Type: "AWS::SNS::TopicPolicy",
    DependsOn: topic,
    Properties: {
      Topics: [ref(topic)],
      PolicyDocument: policyDocument({
        Effect: "Allow",
        Principal: { AWS: sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root") },
        Action: ["sns:Subscribe"],
        Resource: ref(topic),
        Condition: { StringEquals: { "sns:Protocol": "sqs" } },
      }),
    },
  };
}
