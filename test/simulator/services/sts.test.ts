import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  STSClient,
  type AssumeRoleCommandOutput,
} from "@aws-sdk/client-sts";
import { expect, test } from "vitest";
import type { Credentials, Principal } from "../../../src/simulator/kernel/principal.ts";
import type { World } from "../../../src/simulator/kernel/world.ts";
import { account, clientOptions, failureOf, region, sdkWorld } from "./sdk-world.ts";

const otherAccount = "444455556666";
const alice: Principal = {
  kind: "user",
  account,
  arn: `arn:aws:iam::${account}:user/alice`,
  userName: "alice",
};
const lookRole = `arn:aws:iam::${otherAccount}:role/look`;

test("a user, a session and a root are told who they are", async () => {
  const world = sdkWorld();
  await addUser(world, allow("sts:AssumeRole", lookRole));
  await addRole(world, trust(`arn:aws:iam::${account}:root`));
  const user = new STSClient(clientOptions(world, { principal: alice }));
  expect(await user.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: account,
    Arn: `arn:aws:iam::${account}:user/alice`,
  });
  const assumed = await user.send(new AssumeRoleCommand({ RoleArn: lookRole, RoleSessionName: "autoland" }));
  const session = new STSClient(clientOptions(world, { credentials: credentialsIn(assumed) }));
  expect(await session.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: otherAccount,
    Arn: `arn:aws:sts::${otherAccount}:assumed-role/look/autoland`,
  });
});

const refused = `AccessDenied: User: arn:aws:iam::${account}:user/alice is not authorized to perform: sts:AssumeRole on resource: ${lookRole}`;

test.each([
  {
    situation: "the trust policy names the account and the user's own policy allows it",
    trusted: `arn:aws:iam::${account}:root`,
    own: allow("sts:AssumeRole", lookRole),
    outcome: "assumed",
  },
  {
    situation: "the trust policy names another account",
    trusted: "arn:aws:iam::999999999999:root",
    own: allow("sts:AssumeRole", lookRole),
    outcome: refused,
  },
  {
    situation: "the user's own policy is silent across accounts",
    trusted: alice.arn,
    own: allow("ssm:GetParameter", "*"),
    outcome: refused,
  },
  {
    situation: "the user's own policy denies it",
    trusted: alice.arn,
    own: { ...allow("sts:*", "*"), Effect: "Deny" },
    outcome: refused,
  },
])("a role of another account, when $situation: $outcome", async ({ trusted, own, outcome }) => {
  const world = sdkWorld();
  await addUser(world, own);
  await addRole(world, trust(trusted));
  const sts = new STSClient(clientOptions(world, { principal: alice }));
  const call = sts.send(new AssumeRoleCommand({ RoleArn: lookRole, RoleSessionName: "autoland" }));
  expect(outcome === "assumed" ? (await call).AssumedRoleUser?.Arn : await failureOf(call)).toBe(
    outcome === "assumed" ? `arn:aws:sts::${otherAccount}:assumed-role/look/autoland` : outcome,
  );
});

test("credentials of a session expire with the world's clock", async () => {
  const world = sdkWorld();
  await addUser(world, allow("sts:AssumeRole", lookRole));
  await addRole(world, trust(alice.arn));
  const sts = new STSClient(clientOptions(world, { principal: alice }));
  const assumed = await sts.send(
    new AssumeRoleCommand({ RoleArn: lookRole, RoleSessionName: "autoland", DurationSeconds: 900 }),
  );
  const session = new STSClient(clientOptions(world, { credentials: credentialsIn(assumed) }));
  await world.run(world.clock.sleep(899_000));
  await session.send(new GetCallerIdentityCommand({}));
  await world.run(world.clock.sleep(1000));
  expect(await failureOf(session.send(new GetCallerIdentityCommand({})))).toBe(
    "ExpiredToken: The security token included in the request is expired",
  );
});

test("a key that was never issued is an invalid token", async () => {
  const world = sdkWorld();
  const credentials = { accessKeyId: "AKIAUNKNOWN", secretAccessKey: "secret" };
  const sts = new STSClient(clientOptions(world, { credentials }));
  expect(await failureOf(sts.send(new GetCallerIdentityCommand({})))).toBe(
    "InvalidClientTokenId: The security token included in the request is invalid.",
  );
});

test.each([
  {
    what: "a role with a session longer than it allows",
    seconds: 7200,
    message: "MaxSessionDuration set for this role",
  },
  { what: "a session shorter than 15 minutes", seconds: 600, message: "greater than or equal to 900" },
])("$what is refused", async ({ seconds, message }) => {
  const world = sdkWorld();
  await addUser(world, allow("sts:AssumeRole", lookRole));
  await addRole(world, trust(alice.arn));
  const sts = new STSClient(clientOptions(world, { principal: alice }));
  const input = { RoleArn: lookRole, RoleSessionName: "autoland", DurationSeconds: seconds };
  expect(await failureOf(sts.send(new AssumeRoleCommand(input)))).toContain(message);
});

function allow(action: string, resource: string): Record<string, unknown> {
  return { Effect: "Allow", Action: action, Resource: resource };
}

function trust(principalArn: string): Record<string, unknown> {
  return { Effect: "Allow", Principal: { AWS: principalArn }, Action: "sts:AssumeRole" };
}

function documentOf(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

async function addUser(world: World, statement: object): Promise<void> {
  const root = world.issueCredentials({ kind: "root", account, arn: `arn:aws:iam::${account}:root` });
  const call = { service: "iam", credentials: root, region };
  await world.call({ ...call, action: "CreateUser", input: { UserName: "alice" } });
  const policy = { UserName: "alice", PolicyName: "own", PolicyDocument: documentOf(statement) };
  await world.call({ ...call, action: "PutUserPolicy", input: policy });
}

async function addRole(world: World, statement: object): Promise<void> {
  const arn = `arn:aws:iam::${otherAccount}:root`;
  const root = world.issueCredentials({ kind: "root", account: otherAccount, arn });
  await world.call({
    service: "iam",
    action: "CreateRole",
    credentials: root,
    region,
    input: { RoleName: "look", AssumeRolePolicyDocument: documentOf(statement) },
  });
}

function credentialsIn({ Credentials }: AssumeRoleCommandOutput): Credentials {
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
