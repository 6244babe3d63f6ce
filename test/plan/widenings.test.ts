import { describe, expect, test } from "vitest";
import type { Json, JsonMap, TemplateResource } from "../../src/domain/template.ts";
import { widenings } from "../../src/plan/access/widenings.ts";

function role(statement: JsonMap | readonly JsonMap[], more: JsonMap = {}): TemplateResource {
  const PolicyDocument = { Version: "2012-10-17", Statement: statement };
  return {
    Type: "AWS::IAM::Role",
    Properties: { Policies: [{ PolicyName: "own", PolicyDocument }], ...more },
  };
}

function allow(Action: Json, Resource: Json, more: JsonMap = {}): JsonMap {
  return { Effect: "Allow", Action, Resource, ...more };
}

function group(ingress: readonly JsonMap[], egress?: readonly JsonMap[]): TemplateResource {
  return {
    Type: "AWS::EC2::SecurityGroup",
    Properties: {
      SecurityGroupIngress: ingress,
      ...(egress === undefined ? {} : { SecurityGroupEgress: egress }),
    },
  };
}

const https = { IpProtocol: "tcp", FromPort: 443, ToPort: 443, CidrIp: "10.0.0.0/8" };

function wider(before: TemplateResource | undefined, after: TemplateResource | undefined): readonly string[] {
  return widenings(alone(before), alone(after)).map(({ resource, what }) => `${resource} ${what}`);
}

function alone(resource: TemplateResource | undefined): ReadonlyMap<string, TemplateResource> {
  return new Map(resource === undefined ? [] : [["It", resource]]);
}

describe("what becomes possible", () => {
  test.each<[string, TemplateResource | undefined, TemplateResource | undefined, readonly string[]]>([
    ["nothing, when nothing changes", role(allow("s3:GetObject", "*")), role(allow("s3:GetObject", "*")), []],
    [
      "nothing, when a statement is taken away",
      role([allow("s3:GetObject", "*"), allow("sqs:*", "*")]),
      role(allow("s3:GetObject", "*")),
      [],
    ],
    [
      "one more action of a statement, with the resource it is on",
      role(allow(["s3:GetObject"], { "Fn::GetAtt": ["Bucket", "Arn"] })),
      role(allow(["s3:GetObject", "s3:PutObject"], { "Fn::GetAtt": ["Bucket", "Arn"] })),
      ["It allows s3:PutObject on Bucket.Arn"],
    ],
    [
      "every resource instead of one",
      role(allow("s3:GetObject", "arn:aws:s3:::a/*")),
      role(allow("s3:GetObject", "*")),
      ["It allows s3:GetObject on *"],
    ],
    [
      "nothing, when a star already allowed it",
      role(allow("s3:Get*", "*")),
      role(allow("s3:GetObject", { Ref: "Bucket" })),
      [],
    ],
    [
      "what a condition kept small",
      role(allow("s3:GetObject", "*", { Condition: { Bool: { "aws:SecureTransport": true } } })),
      role(allow("s3:GetObject", "*")),
      ["It allows s3:GetObject on *"],
    ],
    [
      "a new statement with its condition",
      role([]),
      role(allow("ssm:GetParameters", "*", { Condition: { StringEquals: { a: "b" } } })),
      ['It allows ssm:GetParameters on *, where {"Condition":{"StringEquals":{"a":"b"}}}'],
    ],
    [
      "what is no longer refused",
      role([allow("*", "*"), { Effect: "Deny", Action: "iam:*", Resource: "*" }]),
      role(allow("*", "*")),
      ["It no longer refuses iam:* on *"],
    ],
    [
      "somebody else who may become the role",
      { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: trust("ecs-tasks.amazonaws.com") } },
      {
        Type: "AWS::IAM::Role",
        Properties: { AssumeRolePolicyDocument: trust("ecs-tasks.amazonaws.com", "lambda.amazonaws.com") },
      },
      ["It allows sts:AssumeRole for lambda.amazonaws.com"],
    ],
    [
      "a policy that is attached",
      role([], { ManagedPolicyArns: [] }),
      role([], { ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] }),
      ["It attaches arn:aws:iam::aws:policy/AdministratorAccess"],
    ],
    [
      "a role that is no longer bounded",
      role([], { PermissionsBoundary: "arn:aws:iam::1:policy/limit" }),
      role([]),
      ["It is no longer bounded by arn:aws:iam::1:policy/limit"],
    ],
    [
      "a policy document that is text",
      { Type: "AWS::Logs::ResourcePolicy", Properties: { PolicyDocument: '{"Statement":[]}' } },
      {
        Type: "AWS::Logs::ResourcePolicy",
        Properties: {
          PolicyDocument: JSON.stringify({
            Statement: [{ ...allow("logs:PutLogEvents", "*"), Principal: "*" }],
          }),
        },
      },
      ["It allows logs:PutLogEvents on * for *"],
    ],
    [
      "somebody who may call a function",
      undefined,
      {
        Type: "AWS::Lambda::Permission",
        Properties: {
          Action: "lambda:InvokeFunction",
          Principal: "events.amazonaws.com",
          FunctionName: { Ref: "F" },
        },
      },
      ["It allows lambda:InvokeFunction on F for events.amazonaws.com"],
    ],
    ["nothing, when a port is closed", group([https], []), group([], []), []],
    [
      "a port that is opened",
      group([https], []),
      group([https, { ...https, FromPort: 22, ToPort: 22 }], []),
      ["It lets in tcp on port 22 from 10.0.0.0/8"],
    ],
    [
      "the world instead of a network",
      group([https], []),
      group([{ ...https, CidrIp: "0.0.0.0/0" }], []),
      ["It lets in tcp on port 443 from 0.0.0.0/0"],
    ],
    [
      "nothing, when a network becomes a part of itself",
      group([https], []),
      group([{ ...https, CidrIp: "10.1.0.0/16" }], []),
      [],
    ],
    [
      "nothing, when a range becomes a part of itself",
      group([{ ...https, FromPort: 1, ToPort: 1024 }], []),
      group([https], []),
      [],
    ],
    [
      "all outgoing traffic, where the rules about it are taken away",
      group([], [https]),
      group([]),
      ["It lets out everything to 0.0.0.0/0"],
    ],
    [
      "a rule that stands beside its group",
      undefined,
      {
        Type: "AWS::EC2::SecurityGroupIngress",
        Properties: { IpProtocol: -1, SourceSecurityGroupId: { "Fn::GetAtt": ["Lb", "GroupId"] } },
      },
      ["It lets in everything from Lb.GroupId"],
    ],
    [
      "tasks that join a group and get public addresses",
      service(["sg-1"], "DISABLED"),
      service(["sg-1", "sg-2"], "ENABLED"),
      ["It joins sg-2", "It gets public addresses"],
    ],
  ])("%s", (_what, before, after, expected) => {
    expect(wider(before, after)).toEqual(expected);
  });
});

function trust(...services: readonly string[]): JsonMap {
  return {
    Statement: [{ Effect: "Allow", Principal: { Service: [...services] }, Action: "sts:AssumeRole" }],
  };
}

function service(SecurityGroups: readonly string[], AssignPublicIp: string): TemplateResource {
  return {
    Type: "AWS::ECS::Service",
    Properties: { NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups, AssignPublicIp } } },
  };
}
