import { readFileSync } from "node:fs";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import type { World } from "../../src/simulator/kernel/world.ts";

const template = readFileSync(new URL("../../deploy/look-role.yml", import.meta.url), "utf8");

/** Deploys the look role of `deploy/` to accounts, for whoever has this ARN, and answers its ARN in one of them. */
export async function deployLookRoles(
  world: World,
  accounts: readonly string[],
  trusted: string,
  region = "eu-west-1",
): Promise<(account: string) => string> {
  for (const account of accounts) {
    const credentials = world.issueCredentials(rootOf(account));
    const input = {
      StackName: "autoland-look-role",
      TemplateBody: template,
      Parameters: [{ ParameterKey: "TrustedArn", ParameterValue: trusted }],
      Capabilities: ["CAPABILITY_NAMED_IAM"],
    };
    await world.run(
      world.call({ service: "cloudformation", action: "CreateStack", credentials, region, input }),
    );
  }
  await world.run(world.clock.sleep(120_000));
  return (account) => `arn:aws:iam::${account}:role/autoland-look`;
}

/** The policy of `deploy/` for drift, as it is written. */
export const driftPolicyText = readFileSync(
  new URL("../../deploy/drift-policy.yml", import.meta.url),
  "utf8",
);

/** Attaches the policy for drift, or another text of it, to the look roles of accounts. */
export async function deployDriftPolicy(
  world: World,
  accounts: readonly string[],
  text = driftPolicyText,
  region = "eu-west-1",
): Promise<void> {
  for (const account of accounts) {
    const credentials = world.issueCredentials(rootOf(account));
    const input = {
      StackName: "autoland-drift-policy",
      TemplateBody: text,
      Capabilities: ["CAPABILITY_NAMED_IAM"],
    };
    await world.run(
      world.call({ service: "cloudformation", action: "CreateStack", credentials, region, input }),
    );
  }
  await world.run(world.clock.sleep(120_000));
}
