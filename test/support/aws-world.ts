import { makeSessions, type Session, type Sessions } from "../../src/aws/sessions.ts";
import { cloudFormationService } from "../../src/simulator/cloudformation/cloudformation-service.ts";
import { makeWorld } from "../../src/simulator/kernel/make-world.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { awsServices } from "../../src/simulator/services/aws-services.ts";

/** An empty simulated AWS and sessions of one account's root in it, for tests of adapters. */
export interface AwsWorld {
  readonly world: World;
  readonly account: string;
  readonly region: string;
  readonly sessions: Sessions;
  readonly session: Session;
}

/** The role that stacks are changed with. */
const executionRole = {
  name: "shop-test-CFNExecutionRole",
  arn: "arn:aws:iam::111111111111:role/shop-test-CFNExecutionRole",
};

/** Makes the role that CloudFormation works with, allowed everything, as Copilot's is but for two services. */
export async function makeExecutionRole({ world, region }: AwsWorld): Promise<string> {
  const credentials = world.issueCredentials(rootOf("111111111111"));
  const trust = policyOf({
    Effect: "Allow",
    Principal: { Service: "cloudformation.amazonaws.com" },
    Action: "sts:AssumeRole",
  });
  const call = (action: string, input: object): Promise<unknown> =>
    world.call({ service: "iam", action, credentials, region, input });
  await call("CreateRole", { RoleName: executionRole.name, AssumeRolePolicyDocument: trust });
  const everything = policyOf({ Effect: "Allow", Action: "*", Resource: "*" });
  await call("PutRolePolicy", {
    RoleName: executionRole.name,
    PolicyName: "all",
    PolicyDocument: everything,
  });
  return executionRole.arn;
}

/** Makes one; the SDK tries each request only once unless a test says otherwise, so that faults show. */
export function makeAwsWorld(options: { readonly maxAttempts?: number } = {}): AwsWorld {
  const [account, region] = ["111111111111", "eu-west-1"];
  const services = [
    ...awsServices.filter((service) => service.name !== "cloudformation"),
    cloudFormationService,
  ];
  const world = makeWorld({ seed: "adapters", services });
  const sessions = makeSessions(
    {
      region,
      credentials: world.issueCredentials(rootOf(account)),
      requestHandler: makeRequestHandler(world),
      maxAttempts: options.maxAttempts ?? 1,
    },
    world.clock,
  );
  return { world, account, region, sessions, session: sessions.application(region) };
}

/** Calls from outside, since so many calls, that change something: what must not be in the log after looking. */
export function writesSince(world: World, calls: number): readonly string[] {
  return world.log.records
    .slice(calls)
    .filter(
      (record) =>
        record.via === undefined && !/^(?:Get|List|Describe|BatchGet|Head|Assume)/.test(record.action),
    )
    .map((record) => `${record.service}:${record.action}`);
}

function policyOf(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}
