import { readFileSync } from "node:fs";
import { makeExaminer } from "../../src/aws/examine.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import type { ApplicationConfig } from "../../src/config/config.ts";
import type { Check } from "../../src/doctor/check.ts";
import { examineApplication } from "../../src/doctor/examine-application.ts";
import { type Principal, rootOf, sessionOf } from "../../src/simulator/kernel/principal.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { retryOnClock } from "../../src/simulator/protocols/retry-on-clock.ts";
import { type Shop, shopAccount, shopRegion } from "../support/shop.ts";

/** The process in the application's account, as which everything may be done there. */
const administrator: Principal = {
  kind: "user",
  account: shopAccount,
  arn: `arn:aws:iam::${shopAccount}:user/admin`,
  userName: "admin",
};

/** A configuration of the shop, with these lines below `environments`. */
export function shopConfig(environments: string, more = ""): ApplicationConfig {
  const reading = parseConfig(
    "autoland.yml",
    `applications:
  shop:
    source: { git: { url: /nowhere } }
    branches: { develop: [develop], release: [staging, production] }
${more}    environments:
${environments}`,
  );
  if (reading.kind === "invalid") throw new Error(JSON.stringify(reading.findings));
  const [application] = reading.config.applications;
  if (application === undefined) throw new Error("no application");
  return application;
}

/** Asks the doctor about the shop, again and again, as one process would. */
export type Examine = (application: ApplicationConfig) => Promise<readonly Check[]>;

/** Makes the doctor of a process that runs as somebody. */
export async function openDoctor({ world }: Shop, principal: Principal = administrator): Promise<Examine> {
  const examiner = makeExaminer(
    {
      region: shopRegion,
      credentials: world.issueCredentials(principal),
      requestHandler: makeRequestHandler(world),
      retryStrategy: retryOnClock(world.clock, { maxAttempts: 2 }),
    },
    world.clock,
  );
  // The adapter loads it in real time, for which a virtual clock does not wait.
  await Promise.all([import("@aws-sdk/client-ec2"), import("@aws-sdk/client-cloudwatch-logs")]);
  const { signal } = new AbortController();
  return (application) =>
    world.run(
      examiner
        .identify(signal)
        .then((identity) => examineApplication(examiner, application, identity, signal)),
    );
}

/** Deploys `deploy/task-role.yml` for the shop and answers who runs as it. */
export async function deployTaskRole(shop: Shop): Promise<Principal> {
  const call = callAs(shop, shopAccount);
  await call("cloudformation", "CreateStack", {
    StackName: "autoland-task-role",
    TemplateBody: readFileSync(new URL("../../deploy/task-role.yml", import.meta.url), "utf8"),
    Parameters: [{ ParameterKey: "Application", ParameterValue: "shop" }],
    Capabilities: ["CAPABILITY_IAM"],
  });
  await shop.world.run(shop.world.clock.sleep(120_000));
  const { Stacks: stacks } = (await call("cloudformation", "DescribeStacks", {
    StackName: "autoland-task-role",
  })) as { Stacks: readonly { Outputs: readonly { OutputValue: string }[] }[] };
  return sessionOf(stacks[0]?.Outputs[0]?.OutputValue ?? "", "autoland");
}

/** Calls of an account's root. */
export function callAs(
  { world }: Shop,
  account: string,
): (service: string, action: string, input: object) => Promise<unknown> {
  const credentials = world.issueCredentials(rootOf(account));
  return (service, action, input) =>
    world.run(world.call({ service, action, credentials, region: shopRegion, input }));
}

/** The inline policies of a role, and a way to take one action out of all of them. */
export async function policiesOf(
  shop: Shop,
  account: string,
  role: string,
): Promise<{
  readonly actions: readonly string[];
  readonly without: (action: string | undefined) => Promise<void>;
}> {
  const call = callAs(shop, account);
  const { PolicyNames: names } = (await call("iam", "ListRolePolicies", { RoleName: role })) as {
    PolicyNames: readonly string[];
  };
  const documents = new Map<string, Document>();
  for (const name of names) {
    const { PolicyDocument: text } = (await call("iam", "GetRolePolicy", {
      RoleName: role,
      PolicyName: name,
    })) as { PolicyDocument: string };
    documents.set(name, JSON.parse(decodeURIComponent(text)) as Document);
  }
  const actions = [...documents.values()].flatMap(({ Statement: statements }) =>
    statements.flatMap(({ Action: action }) => action),
  );
  return {
    actions: [...new Set(actions)],
    without: async (lacking) => {
      for (const [name, document] of documents) {
        const statements = document.Statement.map((statement) => ({
          ...statement,
          Action: [statement.Action].flat().filter((action) => action !== lacking),
        })).filter(({ Action: left }) => left.length > 0);
        // A policy of no statement is none; this one allows nothing that anybody asks for.
        const none = { Effect: "Deny", Action: ["sns:Publish"], Resource: "*" };
        const text = JSON.stringify({
          ...document,
          Statement: statements.length === 0 ? [none] : statements,
        });
        await call("iam", "PutRolePolicy", { RoleName: role, PolicyName: name, PolicyDocument: text });
      }
    },
  };
}

interface Document {
  readonly Version: string;
  readonly Statement: readonly { readonly Action: string | readonly string[] }[];
}
