import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import type { World } from "../../src/simulator/kernel/world.ts";

/** A template of `deploy/`, and what it is given, in one account. */
export interface Installation {
  readonly account: string;
  readonly region: string;
  readonly stack: string;
  readonly file: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Creates a stack of a template of `deploy/` as the account's root would, waits for it, and answers its outputs. */
export async function install(
  world: World,
  { account, region, stack, file, parameters }: Installation,
): Promise<Readonly<Record<string, string>>> {
  const credentials = world.issueCredentials(rootOf(account));
  const call = (action: string, input: object): Promise<unknown> =>
    world.call({ service: "cloudformation", action, credentials, region, input });
  await call("CreateStack", {
    StackName: stack,
    TemplateBody: readFileSync(new URL(`../../deploy/${file}`, import.meta.url), "utf8"),
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Capabilities: ["CAPABILITY_NAMED_IAM"],
  });
  for (let asked = 0; asked < 1_000; asked++) {
    const { Stacks: stacks } = (await call("DescribeStacks", { StackName: stack })) as {
      Stacks: readonly Seen[];
    };
    const [seen] = stacks;
    if (seen !== undefined && !seen.StackStatus.endsWith("_IN_PROGRESS")) {
      expect([stack, seen.StackStatus, seen.StackStatusReason]).toEqual([
        stack,
        "CREATE_COMPLETE",
        undefined,
      ]);
      return Object.fromEntries(
        (seen.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
      );
    }
    await world.clock.sleep(5_000);
  }
  throw new Error(`stack ${stack} does not come to rest`);
}

interface Seen {
  readonly StackStatus: string;
  readonly StackStatusReason?: string;
  readonly Outputs?: readonly { readonly OutputKey: string; readonly OutputValue: string }[];
}

/** Makes the roles of `deploy/` for the shop: the task's in the application's account, those that look and apply in each other one. */
export async function installRoles(
  world: World,
  { home, accounts, region }: { home: string; accounts: readonly string[]; region: string },
): Promise<{ readonly task: string; readonly look: RoleIn; readonly apply: RoleIn }> {
  const at = { region };
  const { TaskRoleArn: task = "" } = await install(world, {
    ...at,
    account: home,
    stack: "autoland-task-role",
    file: "task-role.yml",
    parameters: { Application: "shop" },
  });
  for (const account of accounts) {
    await install(world, {
      ...at,
      account,
      stack: "autoland-look-role",
      file: "look-role.yml",
      parameters: { TrustedArn: task },
    });
    await install(world, {
      ...at,
      account,
      stack: "autoland-apply-role",
      file: "apply-role.yml",
      parameters: { TrustedArn: task, Application: "shop", ApplicationAccount: home },
    });
    await install(world, {
      ...at,
      account,
      stack: "autoland-drift",
      file: "drift-policy.yml",
      parameters: {},
    });
  }
  return {
    task,
    look: (account) => `arn:aws:iam::${account}:role/autoland-look`,
    apply: (account) => `arn:aws:iam::${account}:role/autoland-apply-shop`,
  };
}

/** The ARN of a role in an account. */
export type RoleIn = (account: string) => string;
