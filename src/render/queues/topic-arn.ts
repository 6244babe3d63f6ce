import type { JsonMap } from "../../domain/template.ts";
import { join, ref, sub } from "../../template/intrinsics.ts";
import { logicalIdPart } from "../logical-id.ts";
import type { Subscription } from "./subscription.ts";

/** ARN of the topic that a subscription listens to: topics of an application are named by rule (copilot-model.md 2.7). */
export function topicArn({ service, topic }: Subscription): JsonMap {
  return arnOf(service, topic);
}

/**
 * The topic that may send to a subscription's own queue, as Copilot writes it: for a standard queue without `-` and
 * `_` in the topic's name, so that a topic with such a name cannot deliver (copilot-model.md, quirks of 2.7).
 */
export function senderArn({ service, topic, queue }: Subscription): JsonMap {
  return arnOf(service, queue?.fifo === undefined ? logicalIdPart(topic) : topic);
}

function arnOf(service: string, topic: string): JsonMap {
  return join("", [prefix, ref("AppName"), "-", ref("EnvName"), `-${service}-${topic}`]);
}

const prefix: JsonMap = sub("arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:");
