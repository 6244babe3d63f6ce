import { dnsSuffixOf } from "../kernel/principal.ts";
import { arnOf, generatedName, nameFrom, textIn } from "./naming.ts";
import type { Identity, Naming } from "./naming.ts";

/** SNS, SQS, EventBridge, CloudWatch, logs, SSM and Cognito. */
export const applicationIdentities: Readonly<Record<string, (naming: Naming) => Identity>> = {
  "AWS::SNS::Topic": (naming) => {
    const name = nameFrom(naming, "TopicName", 256);
    const arn = arnOf(naming, "sns", name);
    return { physicalId: arn, attributes: { TopicArn: arn, TopicName: name } };
  },
  "AWS::SNS::Subscription": (naming) => {
    const arn = `${textIn(naming.properties, "TopicArn")}:${naming.random.uuid()}`;
    return { physicalId: arn, attributes: { Arn: arn } };
  },
  "AWS::SNS::TopicPolicy": (naming) => {
    const physicalId = generatedName(naming, 100);
    return { physicalId, attributes: { Id: physicalId } };
  },
  "AWS::SQS::Queue": (naming) => {
    const name = nameFrom(naming, "QueueName", 80);
    const url = `https://sqs.${naming.region}.${dnsSuffixOf(naming.region)}/${naming.account}/${name}`;
    return {
      physicalId: url,
      attributes: { Arn: arnOf(naming, "sqs", name), QueueName: name, QueueUrl: url },
    };
  },
  "AWS::SQS::QueuePolicy": (naming) => {
    const physicalId = generatedName(naming, 100);
    return { physicalId, attributes: { Id: physicalId } };
  },
  "AWS::Events::Rule": (naming) => {
    const physicalId = nameFrom(naming, "Name", 64);
    return { physicalId, attributes: { Arn: arnOf(naming, "events", `rule/${physicalId}`) } };
  },
  "AWS::Events::EventBus": (naming) => {
    const physicalId = textIn(naming.properties, "Name");
    return {
      physicalId,
      attributes: { Arn: arnOf(naming, "events", `event-bus/${physicalId}`), Name: physicalId },
    };
  },
  "AWS::CloudWatch::Alarm": (naming) => {
    const physicalId = nameFrom(naming, "AlarmName", 255);
    return { physicalId, attributes: { Arn: arnOf(naming, "cloudwatch", `alarm:${physicalId}`) } };
  },
  "AWS::Logs::LogGroup": (naming) => {
    const physicalId = nameFrom(naming, "LogGroupName", 512);
    return { physicalId, attributes: { Arn: arnOf(naming, "logs", `log-group:${physicalId}:*`) } };
  },
  "AWS::Logs::ResourcePolicy": (naming) => ({
    physicalId: textIn(naming.properties, "PolicyName"),
    attributes: {},
  }),
  "AWS::SSM::Parameter": (naming) => {
    const physicalId =
      textIn(naming.properties, "Name") ||
      `CFN-${naming.logicalId}-${naming.random.characters(12, "abcdefghijklmnopqrstuvwxyz0123456789")}`;
    return {
      physicalId,
      attributes: {
        Type: textIn(naming.properties, "Type"),
        Value: textIn(naming.properties, "Value"),
      },
    };
  },
  "AWS::CloudFormation::WaitConditionHandle": (naming) => ({
    physicalId: `https://cloudformation-waitcondition-${naming.region}.s3.amazonaws.com/${encodeURIComponent(naming.stackId)}/${naming.logicalId}`,
    attributes: {},
  }),
};
