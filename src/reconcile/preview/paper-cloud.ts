import { createHash } from "node:crypto";
import type { Cloud, ObserveRequest } from "../../domain/cloud.ts";
import type { WorkloadType } from "../../domain/copilot-records.ts";
import type { DesiredStack } from "../../domain/desired.ts";
import type { Failure } from "../../domain/failure.ts";
import type { ObservedEnvironment } from "../../domain/observed-application.ts";
import { absent, present, unreadable } from "../../domain/observed.ts";
import { type ObservedStack, stackKey } from "../../domain/stack.ts";
import { environmentStackName } from "../../domain/stack-names.ts";
import type { Template } from "../../domain/template.ts";

/** What stands on paper. */
export interface Paper {
  /** Texts of the environments' manifests, by environment. */
  readonly manifests: ReadonlyMap<string, string>;
  /** What is deployed there, by environment; the stack of the empty name is the environment's own. */
  readonly stacks: ReadonlyMap<string, ReadonlyMap<string, DesiredStack>>;
  /** By workload. */
  readonly types: ReadonlyMap<string, WorkloadType>;
}

/** An application on paper, on which nothing is deployed. */
export const blankPaper: Paper = { manifests: new Map(), stacks: new Map(), types: new Map() };

/** Where paper pretends to be, as in a preview on the command line. */
const account = "111122223333";
const region = "us-east-1";

const notAsked: Failure = {
  disposition: "stall",
  reason: "NotAskedForForks",
  message: "AWS is not asked about what a pull request from a fork names",
};

/**
 * AWS on paper: an application whose environments have what somebody has rendered for them, in an account that is not there. No request
 * leaves the process, so that the author of a fork can neither ask AWS anything nor learn what it answers.
 */
export function paperCloud(application: string, paper: Paper): Cloud {
  return {
    observe: async (request) => ({
      application,
      record: present({ name: application, account, domain: "", domainHostedZoneId: "", tags: {} }),
      components: present(
        new Map([...paper.types].map(([name, type]) => [name, { application, name, type }] as const)),
      ),
      registeredEnvironments: present([...request.environments.keys()]),
      environments: new Map(
        [...request.environments.keys()].map((environment) => [
          environment,
          environmentOnPaper(application, paper, environment, request),
        ]),
      ),
    }),
    findImages: async ({ repositoryArn, tags }) => {
      const digest = `sha256:${createHash("sha256").update(repositoryArn).digest("hex")}`;
      return present(new Map(tags.map((tag) => [tag, digest])));
    },
    findPlatforms: async ({ addresses }) =>
      new Map(addresses.map((address) => [address, present({ digest: address, platforms: undefined })])),
    tryApplyRole: async () => undefined,
    findOpenStages: async () => absent,
    readNested: async () => present(new Map()),
    observeAddons: refuse,
    observeServices: async (requests) => new Map(requests.map(({ stack }) => [stackKey(stack), absent])),
    findLoadBalancer: refuse,
    findCertificateNames: refuse,
    findPrefixLists: async () => present(["pl-00000000"]),
    findSubnets: refuse,
    findTaggedSecrets: refuse,
    findParameters: refuse,
    findExports: refuse,
    listAssets: refuse,
  };
}

async function refuse(): Promise<ReturnType<typeof unreadable>> {
  return unreadable(notAsked);
}

function environmentOnPaper(
  application: string,
  { manifests, stacks }: Paper,
  environment: string,
  request: ObserveRequest,
): ObservedEnvironment {
  const deployed = stacks.get(environment) ?? new Map<string, DesiredStack>();
  const names = new Set([...(request.environments.get(environment) ?? []), ...deployed.keys()]);
  names.delete("");
  const role = (name: string): string => `arn:aws:iam::${account}:role/${application}-${environment}-${name}`;
  const own = deployed.get("");
  return {
    environment,
    record: present({
      application,
      name: environment,
      account,
      region,
      managerRoleArn: role("EnvManagerRole"),
      executionRoleArn: role("CFNExecutionRole"),
    }),
    regional: present({
      region,
      artifactBucket: "artifact-bucket",
      artifactKeyArn: `arn:aws:kms:${region}:${account}:key/paper`,
      repositories: Object.fromEntries(
        [...names].map((name) => [
          name,
          `arn:aws:ecr:${region}:${account}:repository/${application}/${name}`,
        ]),
      ),
    }),
    stack: present(
      own === undefined
        ? bareEnvironment(application, environment, manifests.get(environment))
        : deployedOnPaper(own),
    ),
    workloads: new Map(
      [...names].toSorted().map((name) => {
        const stack = deployed.get(name);
        return [name, stack === undefined ? absent : present(deployedOnPaper(stack))] as const;
      }),
    ),
  };
}

function deployedOnPaper({ id, template, parameters, tags }: DesiredStack): ObservedStack {
  return onPaper(id, template, parameters, tags);
}

/** An environment whose stack says what it is and has nothing in it: what workloads are rendered against. */
function bareEnvironment(
  application: string,
  environment: string,
  manifest: string | undefined,
): ObservedStack {
  const id = { account, region, name: environmentStackName(application, environment) };
  const template = {
    Metadata: { Version: "v1.34.0", ...(manifest === undefined ? {} : { Manifest: manifest }) },
    Resources: {},
  };
  return onPaper(id, template, { ServiceDiscoveryEndpoint: `${environment}.${application}.local` }, {});
}

function onPaper(
  id: ObservedStack["id"],
  template: Template,
  parameters: ObservedStack["parameters"],
  tags: ObservedStack["tags"],
): ObservedStack {
  return {
    id,
    arn: `arn:aws:cloudformation:${region}:${account}:stack/${id.name}/paper`,
    status: "UPDATE_COMPLETE",
    template: { kind: "read", template },
    parameters,
    tags,
    outputs: {},
    createdAt: new Date(0),
    terminationProtection: false,
  };
}
