import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { type Shop, shopAccount, shopRegion } from "./shop.ts";

/** Of the environment `develop`. */
const account = "222222222222";

/** Makes a role of the operator's own in develop's account that may do everything and trusts the application's account; answers its ARN. */
export async function makeApplyRole({ world }: Shop): Promise<string> {
  const credentials = world.issueCredentials(rootOf(account));
  const call = (action: string, input: object): Promise<unknown> =>
    world.run(world.call({ service: "iam", action, credentials, region: shopRegion, input }));
  const trusted = { AWS: `arn:aws:iam::${shopAccount}:root` };
  await call("CreateRole", {
    RoleName: "autoland-apply",
    AssumeRolePolicyDocument: policyOf({ Effect: "Allow", Principal: trusted, Action: "sts:AssumeRole" }),
  });
  await call("PutRolePolicy", {
    RoleName: "autoland-apply",
    PolicyName: "all",
    PolicyDocument: policyOf({ Effect: "Allow", Action: "*", Resource: "*" }),
  });
  return `arn:aws:iam::${account}:role/autoland-apply`;
}

function policyOf(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}
