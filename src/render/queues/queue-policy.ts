import type { Json, JsonMap, TemplateResource } from "../../domain/template.ts";
import { getAtt, ref } from "../../template/intrinsics.ts";
import { policyDocument } from "../iam.ts";

/** The policy of one queue. */
export function queuePolicy(queue: string, statements: readonly JsonMap[]): TemplateResource {
  return {
    Type: "AWS::SQS::QueuePolicy",
    Properties: { Queues: [ref(queue)], PolicyDocument: policyDocument(...statements) },
  };
}

/** Lets the worker's tasks take messages from a queue. */
export function mayReceive(queue: string): JsonMap {
  return {
    Effect: "Allow",
    Principal: { AWS: [getAtt("TaskRole", "Arn")] },
    Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
    Resource: getAtt(queue, "Arn"),
  };
}

/** Lets a topic put messages into a queue. */
export function maySend(queue: string, topicArn: Json): JsonMap {
  return {
    Effect: "Allow",
    Principal: { Service: "sns.amazonaws.com" },
    Action: ["sqs:SendMessage"],
    Resource: getAtt(queue, "Arn"),
    Condition: { ArnEquals: { "aws:SourceArn": topicArn } },
  };
}
