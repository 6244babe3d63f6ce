import {
  DescribeStacksCommand,
  CloudFormationClient,
  ListStacksCommand,
} from "@aws-sdk/client-cloudformation";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import { makeSimulatedAws } from "../../../../src/simulator/simulated-aws.ts";
import { rootOf, sessionOf } from "../../../../src/simulator/kernel/principal.ts";
import type { World } from "../../../../src/simulator/kernel/world.ts";
import { account, clientOptions, failureOf, region } from "../sdk-world.ts";

const roleArn = `arn:aws:iam::${account}:role/autoland-look`;
const who = `User: arn:aws:sts::${account}:assumed-role/autoland-look/s is not authorized to perform:`;

async function worldWithRole(policy: object, more: object = {}): Promise<World> {
  const world = makeSimulatedAws({ seed: "iam" });
  const iam = { service: "iam", region, credentials: world.issueCredentials(rootOf(account)) };
  const trust = documentOf({ Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" });
  const input = { RoleName: "autoland-look", AssumeRolePolicyDocument: trust, ...more };
  await world.call({
    ...iam,
    action: "CreatePolicy",
    input: {
      PolicyName: "limit",
      PolicyDocument: documentOf({ Effect: "Allow", Action: "cloudformation:*", Resource: "*" }),
    },
  });
  await world.call({ ...iam, action: "CreateRole", input });
  const put = { RoleName: "autoland-look", PolicyName: "p", PolicyDocument: documentOf(policy) };
  await world.call({ ...iam, action: "PutRolePolicy", input: put });
  return world;
}

test("a session may do what its role's policies allow, and nothing else", async () => {
  const world = await worldWithRole({ Effect: "Allow", Action: "cloudformation:Describe*", Resource: "*" });
  const cloudformation = new CloudFormationClient(
    clientOptions(world, { principal: sessionOf(roleArn, "s") }),
  );
  expect(await failureOf(cloudformation.send(new DescribeStacksCommand({ StackName: "none" })))).toContain(
    "Stack with id none does not exist",
  );
  const refused = await failureOf(cloudformation.send(new ListStacksCommand({})));
  expect(refused).toContain(`AccessDenied: ${who} cloudformation:ListStacks on resource: `);
  expect(refused).toContain("because no identity-based policy allows the cloudformation:ListStacks action");
});

test("a permissions boundary takes away what the policies give", async () => {
  const world = await worldWithRole(
    { Effect: "Allow", Action: "*", Resource: "*" },
    { PermissionsBoundary: `arn:aws:iam::${account}:policy/limit` },
  );
  const ssm = new SSMClient(clientOptions(world, { principal: sessionOf(roleArn, "s") }));
  expect(await failureOf(ssm.send(new GetParameterCommand({ Name: "/a" })))).toBe(
    `AccessDeniedException: ${who} ssm:GetParameter on resource: arn:aws:ssm:${region}:${account}:parameter/a because no permissions boundary allows the ssm:GetParameter action`,
  );
});

test("a session policy narrows its session", async () => {
  const world = await worldWithRole({ Effect: "Allow", Action: "*", Resource: "*" });
  const sessionPolicy = documentOf({ Effect: "Allow", Action: "ssm:GetParameter", Resource: "*" });
  const ssm = new SSMClient(
    clientOptions(world, {
      principal: { ...sessionOf(roleArn, "s"), sessionPolicy } as ReturnType<typeof sessionOf>,
    }),
  );
  expect(
    await failureOf(ssm.send(new PutParameterCommand({ Name: "/a", Value: "1", Type: "String" }))),
  ).toContain("because no session policy allows the ssm:PutParameter action");
});

test("an explicit deny is told as one", async () => {
  const world = await worldWithRole({ Effect: "Deny", Action: "ssm:*", Resource: "*" });
  const ssm = new SSMClient(clientOptions(world, { principal: sessionOf(roleArn, "s") }));
  expect(await failureOf(ssm.send(new GetParameterCommand({ Name: "/a" })))).toContain(
    "with an explicit deny in an identity-based policy",
  );
});

test.each([
  { path: "/copilot/shop/test/secrets/key", may: true },
  { path: "/copilot/applications/shop", may: false },
])("a policy on a path lets through $path: $may", async ({ path, may }) => {
  const Resource = `arn:aws:ssm:${region}:${account}:parameter/copilot/shop/test/secrets/*`;
  const world = await worldWithRole({ Effect: "Allow", Action: "ssm:PutParameter", Resource });
  const ssm = new SSMClient(clientOptions(world, { principal: sessionOf(roleArn, "s") }));
  const put = ssm.send(new PutParameterCommand({ Name: path, Value: "1", Type: "String" }));
  expect(may ? (await put).Version : await failureOf(put)).toEqual(may ? 1 : expect.stringContaining(who));
});

test("a policy on one bucket does not open another", async () => {
  const world = await worldWithRole({
    Effect: "Allow",
    Action: "s3:PutObject",
    Resource: "arn:aws:s3:::mine/*",
  });
  const owner = new S3Client(clientOptions(world));
  await owner.send(new CreateBucketCommand({ Bucket: "mine" }));
  await owner.send(new CreateBucketCommand({ Bucket: "yours" }));
  const s3 = new S3Client(clientOptions(world, { principal: sessionOf(roleArn, "s") }));
  await s3.send(new PutObjectCommand({ Bucket: "mine", Key: "k", Body: "x" }));
  expect(await failureOf(s3.send(new PutObjectCommand({ Bucket: "yours", Key: "k", Body: "x" })))).toContain(
    "s3:PutObject on resource: arn:aws:s3:::yours/k because no identity-based policy allows",
  );
});

test.each([
  { may: ["s3:GetObject"], outcome: "AccessDenied" },
  { may: ["s3:GetObject", "s3:ListBucket"], outcome: "NoSuchKey" },
])("with $may a missing key is $outcome", async ({ may, outcome }) => {
  const world = await worldWithRole({ Effect: "Allow", Action: may, Resource: "*" });
  await new S3Client(clientOptions(world)).send(new CreateBucketCommand({ Bucket: "mine" }));
  const s3 = new S3Client(clientOptions(world, { principal: sessionOf(roleArn, "s") }));
  expect(await failureOf(s3.send(new GetObjectCommand({ Bucket: "mine", Key: "none" })))).toContain(outcome);
});

test.each([
  { encryption: undefined, outcome: "written" },
  { encryption: "aws:kms", outcome: "written" },
  { encryption: "AES256", outcome: "with an explicit deny in a resource-based policy" },
] as const)(
  "a bucket that wants its key takes an object with $encryption: $outcome",
  async ({ encryption, outcome }) => {
    const world = await worldWithRole({ Effect: "Allow", Action: "*", Resource: "*" });
    const s3 = new S3Client(clientOptions(world));
    await s3.send(new CreateBucketCommand({ Bucket: "mine" }));
    const key = "s3:x-amz-server-side-encryption";
    const Policy = documentOf({
      Effect: "Deny",
      Principal: "*",
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::mine/*",
      Condition: { StringNotEqualsIfExists: { [key]: "aws:kms" }, Null: { [key]: false } },
    });
    await s3.send(new PutBucketPolicyCommand({ Bucket: "mine", Policy }));
    const put = s3
      .send(new PutObjectCommand({ Bucket: "mine", Key: "k", Body: "x", ServerSideEncryption: encryption }))
      .then(
        () => "written",
        (error: Error) => error.message,
      );
    expect(await put).toContain(outcome);
  },
);

test("a changed policy counts at once for sessions that exist", async () => {
  const world = await worldWithRole({ Effect: "Allow", Action: "cloudformation:*", Resource: "*" });
  const cloudformation = new CloudFormationClient(
    clientOptions(world, { principal: sessionOf(roleArn, "s") }),
  );
  await cloudformation.send(new ListStacksCommand({}));
  const iam = { service: "iam", region, credentials: world.issueCredentials(rootOf(account)) };
  const input = { RoleName: "autoland-look", PolicyName: "p" };
  await world.call({ ...iam, action: "DeleteRolePolicy", input });
  expect(await failureOf(cloudformation.send(new ListStacksCommand({})))).toContain(who);
});

function documentOf(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}
