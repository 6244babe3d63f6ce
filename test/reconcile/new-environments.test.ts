import { beforeAll, describe, expect, test } from "vitest";
import { isAtCommit } from "../../src/domain/plan.ts";
import type { SeedOptions } from "../../src/simulator/seeding/seed-options.ts";
import {
  type CopilotApplication,
  deployByCopilot,
  type DeployedByCopilot,
  openDeployed,
} from "../support/copilot-application.ts";
import { stepLabel } from "../support/steps.ts";

const account = "111111111111";

/** Manifests of environments that `env init` has made, by name, with resources of their stacks once they are deployed. */
const wishes: readonly [
  environment: string,
  body: string,
  has: readonly string[],
  lacks: readonly string[],
][] = [
  ["plain", "", ["VPC", "PublicSubnet1", "PrivateSubnet2", "Cluster"], ["ELBAccessLogsBucket"]],
  [
    "imported",
    "network:\n  vpc:\n    id: vpc-1\n    subnets:\n      public:\n        - id: subnet-1\n        - id: subnet-2\n      private:\n        - id: subnet-3\n        - id: subnet-4\n",
    ["Cluster", "ServiceDiscoveryNamespace", "EnvironmentSecurityGroup"],
    ["VPC", "PublicSubnet1"],
  ],
  [
    "adjusted",
    "network:\n  vpc:\n    cidr: 10.8.0.0/16\n    subnets:\n      public:\n        - {cidr: 10.8.0.0/24, az: eu-west-1a}\n        - {cidr: 10.8.1.0/24, az: eu-west-1b}\n      private:\n        - {cidr: 10.8.2.0/24, az: eu-west-1a}\n        - {cidr: 10.8.3.0/24, az: eu-west-1b}\n",
    ["VPC", "PublicSubnet2", "PrivateSubnet2"],
    ["PublicSubnet3"],
  ],
  [
    "guarded",
    "http:\n  public:\n    access_logs: true\nnetwork:\n  vpc:\n    flow_logs: true\n    security_group:\n      ingress:\n        - {ip_protocol: tcp, ports: 5432, cidr: 10.9.0.0/16}\n",
    ["VpcFlowLogGroup", "EnvironmentSecurityGroup"],
    [],
  ],
];

const options: SeedOptions = {
  files: new Map([
    ["copilot/.workspace", "application: books\n"],
    ...wishes.map(
      ([name, body]) =>
        [`copilot/environments/${name}/manifest.yml`, `name: ${name}\ntype: Environment\n${body}`] as const,
    ),
    [
      "copilot/api/manifest.yml",
      "name: api\ntype: Backend Service\nimage:\n  location: nginx:1.29\n  port: 80\ncpu: 256\nmemory: 512\ncount: 1\n",
    ],
  ]),
  applicationAccount: account,
  region: "eu-west-1",
  copilotVersion: "v1.34.0",
  environments: wishes.map(([name]) => ({ name, account, region: "eu-west-1", stage: "initialised" })),
};

let deployed: DeployedByCopilot;
beforeAll(async () => {
  deployed = await deployByCopilot(options);
});

function planOf(books: CopilotApplication, environment: string): Promise<readonly string[]> {
  return books.look().then(({ plan }) => {
    const found = plan.environments.find((item) => item.environment === environment);
    return (found?.steps ?? []).map(stepLabel);
  });
}

describe("an environment that was initialised and never deployed", () => {
  test("is planned alone: what its workloads become is known once it stands", async () => {
    const books = await openDeployed(deployed);
    expect(await planOf(books, "plain")).toEqual(["update-stack books-plain"]);
    const { plan } = await books.look();
    expect(plan.environments.flatMap(({ held }) => held)).toEqual([]);
  });

  test("is deployed, then its workloads, and then planning finds nothing", async () => {
    const books = await openDeployed(deployed);
    const reports = await books.settle();
    const failed = reports.flatMap(({ outcomes }) =>
      outcomes.flatMap((outcome) => (outcome.kind === "failed" ? [outcome.failure.message] : [])),
    );
    expect(failed).toEqual([]);
    const { plan } = await books.look();
    for (const [environment, , has, lacks] of wishes) {
      const stack = books.stack(`books-${environment}`);
      expect(stack.status).toBe("UPDATE_COMPLETE");
      const ids = [...stack.resources.keys()];
      expect(ids).toEqual(expect.arrayContaining([...has]));
      expect(ids.filter((id) => lacks.includes(id))).toEqual([]);
      expect(books.stack(`books-${environment}-api`).status).toBe("CREATE_COMPLETE");
      expect(stack.current?.parameters["ToolsAccountPrincipalARN"]).toBe(`arn:aws:iam::${account}:root`);
      const planned = plan.environments.find((item) => item.environment === environment);
      expect(planned !== undefined && isAtCommit(planned)).toBe(true);
    }
  });

  test("whose manifest Git does not have is held, and says what is missing", async () => {
    const books = await openDeployed(deployed);
    books.source.commit("main", { "copilot/environments/plain/manifest.yml": null });
    const { plan } = await books.look();
    const plain = plan.environments.find(({ environment }) => environment === "plain");
    expect(plain?.steps).toEqual([]);
    expect(plain?.held.map(({ reason }) => reason)).toEqual([
      "EnvironmentNotInGit",
      "EnvironmentNotDeployed",
    ]);
    expect(plain !== undefined && isAtCommit(plain)).toBe(false);
  });
});

describe("addons and patches for all environments", () => {
  test("are deployed with them, and changed with them", async () => {
    const books = await openDeployed(deployed);
    await books.settle();
    books.source.commit("main", {
      "copilot/environments/addons/topic.yml": addon("Jobs"),
      "copilot/environments/overrides/cfn.patches.yml":
        "- op: add\n  path: /Resources/Cluster/Properties/Tags\n  value:\n    - {Key: team, Value: books}\n",
    });
    await books.settle();
    const nested = (): readonly string[] =>
      books
        .stacks()
        .filter(
          ({ name, status }) => name.startsWith("books-plain-AddonsStack") && status !== "DELETE_COMPLETE",
        )
        .flatMap(({ resources }) => [...resources.values()])
        .filter(({ status }) => status !== "DELETE_COMPLETE")
        .map(({ logicalId }) => logicalId);
    expect(nested()).toEqual(["Jobs"]);
    expect(books.stack("books-plain").resources.get("Cluster")?.live.properties["Tags"]).toEqual([
      { Key: "team", Value: "books" },
    ]);
    books.source.commit("main", { "copilot/environments/addons/topic.yml": addon("Letters") });
    const first = await books.sync();
    expect(first.outcomes.filter(({ kind }) => kind === "failed")).toEqual([]);
    // What was taken away is cleaned up after the stack's update has ended.
    await books.world.run(books.world.clock.sleep(300_000));
    expect(nested()).toEqual(["Letters"]);
    expect(await planOf(books, "plain")).toEqual([]);
  });

  test("that cannot be merged hold the environments' own stacks and no workload", async () => {
    const books = await openDeployed(deployed);
    await books.settle();
    books.source.commit("main", {
      "copilot/environments/addons/topic.yml": "Resources: [no map]\n",
      "copilot/api/manifest.yml": (options.files.get("copilot/api/manifest.yml") ?? "").replace(
        "1.29",
        "1.28",
      ),
    });
    const { outcomes, plan } = await books.sync();
    expect(new Set(plan.environments.flatMap(({ held }) => held.map(({ reason }) => reason)))).toEqual(
      new Set(["AddonsInvalid"]),
    );
    expect(outcomes.map(({ kind, step }) => `${kind} ${stepLabel(step)}`)).toEqual(
      wishes.map(([environment]) => `applied update-stack books-${environment}-api`),
    );
  });
});

describe("an environment's own stack", () => {
  test("that a newer Copilot deployed is held, and its workloads go on", async () => {
    const books = await openDeployed(deployed);
    await books.settle();
    const stack = books.stack("books-plain");
    if (stack.current === undefined) throw new Error("never deployed");
    stack.current = { ...stack.current, body: stack.current.body.replace(/v1\.34\.0/, "v1.40.0") };
    // A template cannot change without an operation, so it is read again only after one.
    stack.updatedAt = books.world.clock.now();
    const { plan } = await books.look();
    const plain = plan.environments.find(({ environment }) => environment === "plain");
    expect(plain?.held).toMatchObject([
      {
        reason: "TemplateNewer",
        message:
          "environment plain was deployed by Copilot v1.40.0, and Autoland's templates are those of v1.34.0: its own stack is left as it is",
      },
    ]);
    expect(plain?.steps.map(stepLabel)).toEqual(["update-stack books-plain-api"]);
  });
});

function addon(name: string): string {
  return `Parameters:\n  App: {Type: String}\n  Env: {Type: String}\nResources:\n  ${name}:\n    Type: AWS::SNS::Topic\n`;
}
