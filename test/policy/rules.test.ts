import { describe, expect, test } from "vitest";
import type { Judged, JudgedPart } from "../../src/domain/judged.ts";
import { defaultPolicy, policyCodes, type PolicySettings } from "../../src/domain/policy.ts";
import { judge, type Verdict } from "../../src/policy/judge.ts";
import { rulePack } from "../../src/policy/rule-pack.ts";
import { readTemplate } from "../../src/template/read-template.ts";

const own = readTemplate(`
Resources:
  TaskRole: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Statement: [] } } }
`);

function addons(text: string, parameters: JudgedPart["parameters"] = {}): JudgedPart {
  const reading = readTemplate(text);
  if (reading.kind === "unreadable") throw new Error(reading.fault.message);
  const file = { path: "copilot/api/addons/a.yml", text };
  return {
    name: "addons",
    template: reading.template,
    parameters: { App: "shop", Env: "develop", Name: "api", ...parameters },
    sources: [file],
  };
}

function judged(part: JudgedPart, more: Partial<Judged> = {}): Judged {
  return {
    application: "shop",
    environment: "develop",
    workload: "api",
    account: "222222222222",
    region: "eu-west-1",
    applicationAccount: "111111111111",
    bucket: "artifacts",
    parts: [part],
    ...more,
  };
}

function verdict(
  part: JudgedPart,
  settings: Partial<PolicySettings> = {},
  more: Partial<Judged> = {},
  deployed?: Parameters<typeof judge>[3],
): Verdict {
  const context = {
    settings: { ...defaultPolicy, ...settings },
    otherApplications: ["bank"],
    otherEnvironments: ["production", "develop-eu"],
  };
  return judge(judged(part, more), context, "2026-11-27", deployed);
}

function rulesOf({ stopping }: Verdict): readonly string[] {
  return [...new Set(stopping.map(({ rule }) => rule))].toSorted();
}

function statement(text: string, above = ""): JudgedPart {
  return addons(`${above}
Parameters: { App: { Type: String }, Env: { Type: String }, Name: { Type: String } }
Resources:
  Table: { Type: AWS::DynamoDB::Table }
  Bucket: { Type: AWS::S3::Bucket }
  Spoken: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: "*" } }
  Told: { Type: Custom::Told, Properties: { ServiceToken: !GetAtt Told.Never } }
  Access:
    Type: AWS::IAM::ManagedPolicy
    Properties: { PolicyDocument: { Statement: [ ${text} ] } }
`);
}

function queue(principal: string, condition: string): JudgedPart {
  return addons(`
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      PolicyDocument: { Statement: { Effect: Allow, Principal: ${principal}, Action: "sqs:SendMessage", Resource: "*", Condition: ${condition} } }
`);
}

function role(boundary: string): JudgedPart {
  return addons(`
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" } }
      ${boundary}
`);
}

function patched(text: string): JudgedPart {
  const reading = readTemplate(text);
  if (reading.kind === "unreadable" || own.kind === "unreadable") throw new Error("unreadable");
  return { name: "stack", template: reading.template, own: own.template, parameters: {}, sources: [] };
}

test("every code has one rule, in order, each with its words", () => {
  expect(rulePack.map(({ code }) => code)).toEqual([...policyCodes]);
  for (const { stops, reason, remedy } of rulePack) {
    expect(stops.length).toBeGreaterThan(20);
    expect(reason).toMatch(/\.$/);
    expect(remedy).toMatch(/\.$/);
  }
});

describe("a wide permission is found, however it is spelled", () => {
  test.each([
    ["the plain star", '{ Effect: Allow, Action: "*", Resource: "*" }', ["iam-wildcard"]],
    ["a service by wildcard", '{ Effect: Allow, Action: "s?:*", Resource: "*" }', ["iam-wildcard"]],
    ["upper case", '{ Effect: Allow, Action: "IAM:CREATEUSER", Resource: "*" }', ["iam-escalation"]],
    [
      "keys in lower case",
      '{ effect: Allow, action: "iam:*", resource: "arn:aws:iam::222222222222:role/x" }',
      ["iam-escalation", "pass-role"],
    ],
    ["an effect that is no word", '{ Effect: !Ref Env, Action: "*", Resource: "*" }', ["iam-wildcard"]],
    [
      "an effect that may be either",
      '{ Effect: !If [Unknown, Deny, Allow], Action: "*", Resource: "*" }',
      ["iam-wildcard"],
    ],
    [
      "a join",
      '{ Effect: Allow, Action: !Join [":", [iam, PutRolePolicy]], Resource: "*" }',
      ["iam-escalation"],
    ],
    [
      "a substitution",
      '{ Effect: Allow, Action: !Sub ["${s}:PutRolePolicy", { s: iam }], Resource: "*" }',
      ["iam-escalation"],
    ],
    [
      "a selection",
      '{ Effect: Allow, Action: !Select [1, ["s3:GetObject", "iam:PutRolePolicy"]], Resource: "*" }',
      ["iam-escalation"],
    ],
    [
      "the value of a parameter that the same template makes",
      '{ Effect: Allow, Action: "s3:GetObject", Resource: !GetAtt Spoken.Value }',
      ["data-of-others"],
    ],
    [
      "the answer of a custom resource",
      '{ Effect: Allow, Action: "s3:GetObject", Resource: !GetAtt Told.Arn }',
      ["data-of-others", "foreign-custom-resource"],
    ],
    [
      "all resources but one",
      '{ Effect: Allow, Action: "s3:GetObject", NotResource: "arn:aws:s3:::x/*" }',
      ["data-of-others"],
    ],
    [
      "all of a kind",
      '{ Effect: Allow, Action: "dynamodb:PutItem", Resource: "arn:aws:dynamodb:*:*:table/*" }',
      ["data-of-others"],
    ],
    [
      "a tag condition that passes without a tag",
      '{ Effect: Allow, Action: "ssm:GetParameters", Resource: "*", Condition: { StringEqualsIfExists: { "ssm:ResourceTag/copilot-application": shop, "ssm:ResourceTag/copilot-environment": develop } } }',
      ["data-of-others"],
    ],
    [
      "the tags of somebody else",
      '{ Effect: Allow, Action: "ssm:GetParameters", Resource: "*", Condition: { StringEquals: { "ssm:ResourceTag/copilot-application": bank, "ssm:ResourceTag/copilot-environment": develop } } }',
      ["data-of-others"],
    ],
    [
      "a table of production",
      '{ Effect: Allow, Action: "dynamodb:GetItem", Resource: "arn:aws:dynamodb:eu-west-1:222222222222:table/shop-production-orders" }',
      ["permission-elsewhere"],
    ],
    [
      "a bucket of another application",
      '{ Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::bank-ledger/*" }',
      ["permission-elsewhere"],
    ],
    [
      "an environment whose name begins with ours",
      '{ Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::shop-develop-eu-files/*" }',
      ["permission-elsewhere"],
    ],
  ])("%s", (_how, text, rules) => {
    const found = rulesOf(
      verdict(statement(text, 'Conditions: { Unknown: !Equals [!Ref "AWS::StackId", x] }')),
    );
    expect(found.filter((rule) => rule !== "foreign-custom-resource" || rules.includes(rule))).toEqual(rules);
  });
});

describe("a narrow permission passes", () => {
  test.each([
    [
      "a table of the template",
      '{ Effect: Allow, Action: "dynamodb:*", Resource: [!GetAtt Table.Arn, !Sub "${Table.Arn}/index/*"] }',
    ],
    [
      "a bucket and what is in it",
      '{ Effect: Allow, Action: ["s3:*"], Resource: ["arn:aws:s3:::files-of-the-shop", "arn:aws:s3:::files-of-the-shop/*"] }',
    ],
    [
      "names that carry application and environment",
      '{ Effect: Allow, Action: "sqs:*", Resource: !Sub "arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:${App}-${Env}-*" }',
    ],
    [
      "parameters of the environment",
      '{ Effect: Allow, Action: "ssm:GetParametersByPath", Resource: !Sub "arn:aws:ssm:*:*:parameter/copilot/${App}/${Env}/secrets/*" }',
    ],
    ["a refusal of everything", '{ Effect: Deny, Action: "*", Resource: "*" }'],
    [
      "the tags of one's own",
      '{ Effect: Allow, Action: "ssm:GetParameters", Resource: "*", Condition: { StringEquals: { "ssm:ResourceTag/copilot-application": !Ref App, "ssm:ResourceTag/copilot-environment": !Ref Env } } }',
    ],
    [
      "a key through one service",
      '{ Effect: Allow, Action: "kms:Decrypt", Resource: "*", Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } } }',
    ],
    [
      "what AWS allows on everything only",
      '{ Effect: Allow, Action: ["ses:SendEmail", "textract:*", "cloudwatch:PutMetricData", "s3:ListAllMyBuckets"], Resource: "*" }',
    ],
    [
      "a condition that is decided against it",
      '!If [Never, { Effect: Allow, Action: "*", Resource: "*" }, !Ref "AWS::NoValue"]',
    ],
  ])("%s", (_how, text) => {
    const found = rulesOf(verdict(statement(text, "Conditions: { Never: !Equals [!Ref Env, production] }")));
    expect(found.filter((rule) => rule !== "foreign-custom-resource")).toEqual([]);
  });
});

describe("who may come in", () => {
  test.each([
    ["anyone", '"*"', "{}", true],
    ["anyone, in another spelling", '{ AWS: "arn:aws:iam::*:root" }', "{}", true],
    ["anyone but one", '{ AWS: "*" }', '{ StringNotEquals: { aws:PrincipalAccount: "999999999999" } }', true],
    [
      "anyone in a set that may be empty",
      '"*"',
      '{ "ForAllValues:StringEquals": { aws:PrincipalArn: "arn:aws:iam::222222222222:role/x" } }',
      true,
    ],
    ["anyone from half of the internet", '"*"', "{ IpAddress: { aws:SourceIp: 0.0.0.0/1 } }", true],
    [
      "another account behind a condition",
      '"*"',
      '{ StringEquals: { aws:SourceAccount: "999999999999" } }',
      true,
    ],
    ["another account's role", '{ AWS: "arn:aws:iam::999999999999:role/x" }', "{}", true],
    [
      "one's own topic",
      '"*"',
      '{ ArnEquals: { aws:SourceArn: "arn:aws:sns:eu-west-1:222222222222:orders" } }',
      false,
    ],
    ["a service", "{ Service: sns.amazonaws.com }", "{}", false],
    ["one's own account", '{ AWS: "222222222222" }', "{}", false],
    ["the application's account", '{ AWS: "arn:aws:iam::111111111111:root" }', "{}", false],
  ])("%s", (_who, principal, condition, isStopped) => {
    expect(rulesOf(verdict(queue(principal, condition)))).toEqual(
      isStopped ? ["public-resource-policy"] : [],
    );
  });
});

describe("the application's boundary", () => {
  test.each([
    ["is missing", "", ["permissions-boundary"]],
    [
      "is another one",
      "PermissionsBoundary: arn:aws:iam::aws:policy/AdministratorAccess",
      ["permissions-boundary"],
    ],
    [
      "is another account's of the same name",
      "PermissionsBoundary: arn:aws:iam::999999999999:policy/limit",
      ["permissions-boundary"],
    ],
    ["is there", 'PermissionsBoundary: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/limit"', []],
  ])("%s", (_how, text, rules) => {
    expect(rulesOf(verdict(role(text), {}, { permissionsBoundary: "limit" }))).toEqual(rules);
  });
});

test("a role is not borrowed through the value of a parameter that the template makes", () => {
  const part = addons(`
Resources:
  Name: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: "arn:aws:iam::222222222222:role/admin" } }
  Worker: { Type: AWS::StepFunctions::StateMachine, Properties: { RoleArn: !GetAtt Name.Value } }
`);
  expect(rulesOf(verdict(part))).toEqual(["borrowed-role"]);
});

test("the parent's task role may be given more by the addons, by its name", () => {
  const part = addons(
    `
Parameters: { Role: { Type: String } }
Resources:
  More: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, Roles: [!Ref Role], PolicyDocument: { Statement: [] } } }
`,
    { Role: { Ref: "TaskRole" } },
  );
  expect(rulesOf(verdict(part))).toEqual([]);
});

describe("what a patch changes is judged against what Copilot made", () => {
  const wide = `
Resources:
  TaskRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [] }
      Policies: [{ PolicyName: all, PolicyDocument: { Statement: { Effect: Allow, Action: "*", Resource: "*" } } }]
`;

  test("an addition is stopped", () => {
    expect(rulesOf(verdict(patched(wide)))).toEqual(["iam-wildcard"]);
  });

  test("what Copilot made itself is not", () => {
    const part = patched(wide);
    expect(rulesOf(verdict({ ...part, own: part.template }))).toEqual([]);
  });

  test("what stands deployed already is told and stops nothing", () => {
    const part = patched(wide);
    const found = verdict(part, {}, {}, { template: part.template, hasSameAddons: false });
    expect(rulesOf(found)).toEqual([]);
    expect(found.warnings.map(({ rule }) => rule)).toEqual(["iam-wildcard"]);
  });
});

describe("the operator's word", () => {
  const part = statement('{ Effect: Allow, Action: "s3:*", Resource: "*" }');
  const waiver = { rule: "iam-wildcard", reason: "meant to be", expires: "2026-11-28" } as const;
  test.each([
    ["lets a rule pass until its day", [waiver], []],
    ["holds no longer on its day", [{ ...waiver, expires: "2026-11-27" }], ["iam-wildcard"]],
    ["is for one resource", [{ ...waiver, resource: "Access" }], []],
    ["is not for another resource", [{ ...waiver, resource: "Other" }], ["iam-wildcard"]],
    ["is not for another workload", [{ ...waiver, workload: "worker" }], ["iam-wildcard"]],
    ["is not for another environment", [{ ...waiver, environment: "production" }], ["iam-wildcard"]],
    ["is not for another rule", [{ ...waiver, rule: "pass-role" as const }], ["iam-wildcard"]],
  ])("%s", (_how, waivers, rules) => {
    const found = rulesOf(verdict(part, { waivers }));
    expect(found.filter((rule) => rule !== "foreign-custom-resource")).toEqual(rules);
  });

  test("what is waived is told, with its waiver", () => {
    expect(verdict(part, { waivers: [waiver] }).waived.map(({ waiver: used }) => used)).toEqual([waiver]);
  });

  test("a finding names file, line, what would be right, and the waiver", () => {
    const [finding] = verdict(part).stopping.filter(({ rule }) => rule === "iam-wildcard");
    expect(finding?.place).toEqual({ file: "copilot/api/addons/a.yml", line: 8, column: 3 });
    expect(finding?.remedy).toContain(
      "policy.waivers: [{ rule: iam-wildcard, workload: api, resource: Access",
    );
  });
});

test("a secret is never in a finding", () => {
  const key = "AKIAQ3EGRT5XV7BN2MLP";
  const part = addons(`
Resources:
  Task: { Type: AWS::ECS::TaskDefinition, Properties: { ContainerDefinitions: [{ Name: api, Image: nginx, Environment: [{ Name: K, Value: ${key} }] }] } }
`);
  const { stopping } = verdict(part);
  expect(stopping.map(({ rule }) => rule)).toEqual(["secret-literal"]);
  expect(JSON.stringify(stopping)).not.toContain(key);
});
