import { rootOf, type Credentials } from "../kernel/principal.ts";
import type { World } from "../kernel/world.ts";
import { asRecord, type UnknownRecord } from "../protocols/record.ts";

/** Somebody who calls the simulated AWS from outside, as a person with Copilot does. */
export interface Caller {
  readonly world: World;
  readonly account: string;
  readonly region: string;
  readonly credentials: Credentials;
  call(service: string, action: string, input: object): Promise<UnknownRecord>;
}

/** A caller with a key. */
function makeCaller(
  world: World,
  { account, region, credentials }: Pick<Caller, "account" | "region" | "credentials">,
): Caller {
  return {
    world,
    account,
    region,
    credentials,
    call: (service, action, input) => world.call({ service, action, input, region, credentials }),
  };
}

/** The same caller in another region. */
export function inRegion(caller: Caller, region: string): Caller {
  return makeCaller(caller.world, { ...caller, region });
}

/** The administrator of an account, a user `admin` with AdministratorAccess, who is made on first use. */
export async function administratorOf(world: World, account: string, region: string): Promise<Caller> {
  const root = makeCaller(world, { account, region, credentials: world.issueCredentials(rootOf(account)) });
  const arn = `arn:aws:iam::${account}:user/admin`;
  if (!(await exists(root))) {
    await root.call("iam", "CreateUser", { UserName: "admin" });
    const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
    await root.call("iam", "AttachUserPolicy", { UserName: "admin", PolicyArn });
  }
  const credentials = world.issueCredentials({ kind: "user", account, arn, userName: "admin" });
  return makeCaller(world, { account, region, credentials });
}

/** A session of a role, as the caller may have it, in a region. */
export async function assumeRole(caller: Caller, roleArn: string, region: string): Promise<Caller> {
  const answer = await caller.call("sts", "AssumeRole", { RoleArn: roleArn, RoleSessionName: "copilot" });
  const { AccessKeyId, SecretAccessKey } = asRecord(answer["Credentials"]);
  const credentials = { accessKeyId: String(AccessKeyId), secretAccessKey: String(SecretAccessKey) };
  return makeCaller(caller.world, { account: roleArn.split(":")[4] ?? "", region, credentials });
}

async function exists(root: Caller): Promise<boolean> {
  try {
    await root.call("iam", "GetUser", { UserName: "admin" });
    return true;
  } catch {
    return false;
  }
}
