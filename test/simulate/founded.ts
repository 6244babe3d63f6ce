import { loadOwnFunctions, type OwnFunctions } from "../../src/functions/own-functions.ts";
import type { FunctionCatalog } from "../../src/domain/function-catalog.ts";
import { loadFunctionCatalog } from "../../src/program/function-catalog.ts";
import { cloudFormationService } from "../../src/simulator/cloudformation/cloudformation-service.ts";
import { setFunctionRunner } from "../../src/simulator/cloudformation/function-registry.ts";
import { ownFunctionRunner } from "../../src/simulator/cloudformation/own-function-runner.ts";
import { makeWorld } from "../../src/simulator/kernel/make-world.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import type { Snapshot } from "../../src/simulator/kernel/snapshot.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import { seedApplication } from "../../src/simulator/seeding/seed-application.ts";
import { awsServices } from "../../src/simulator/services/aws-services.ts";
import { authorize } from "../../src/simulator/services/iam/authorize.ts";
import { deployDriftPolicy, deployLookRoles } from "../support/look-role.ts";
import { MemorySource } from "../support/memory-source.ts";
import { startProcess } from "./product-process.ts";
import {
  accounts,
  type ApplicationName,
  applications,
  autolandUser,
  environments,
  firstFiles,
  homeAccount,
  personUser,
  region,
} from "./town.ts";

/** How a world stands when its day begins: as Copilot left it, or as Autoland keeps it. */
export type Shape = "copilot" | "adopted";

/** A world that can be opened again and again. */
export interface Town {
  readonly world: World;
  readonly sources: Readonly<Record<ApplicationName, MemorySource>>;
  readonly functions: FunctionCatalog;
  /** Whether the product's calls go through HTTP's forms. As values they are the same, at half of the cost. */
  readonly isOverHttp?: boolean;
}

const services = [...awsServices, cloudFormationService];
const spring = new Date("2026-05-04T09:00:00Z");
const autumn = new Date("2026-11-20T06:00:00Z");

interface Ground {
  readonly snapshot: Snapshot;
  readonly ownFunctions: OwnFunctions;
  readonly functions: FunctionCatalog;
}

const grounds = new Map<Shape, Promise<Ground>>();

/** Opens a town of a shape. What it stands on is made once per thread: that takes seconds, opening it again milliseconds. */
export async function openTown(shape: Shape, seed: string): Promise<Town> {
  const known = grounds.get(shape) ?? (shape === "copilot" ? foundByCopilot() : adopt());
  grounds.set(shape, known);
  return standOn(await known, seed);
}

function standOn({ snapshot, ownFunctions, functions }: Ground, seed: string): Town {
  const world = makeWorld({ seed, start: autumn, services, authorize });
  const random = world.random.state();
  world.restore({ ...snapshot, log: [] });
  world.random.restore(random);
  setFunctionRunner(world, ownFunctionRunner(ownFunctions));
  return { world, sources: { shop: openSource("shop"), depot: openSource("depot") }, functions };
}

function openSource(application: ApplicationName): MemorySource {
  const source = new MemorySource(`acme/${application}`);
  const first = source.commit("develop", firstFiles(application));
  source.setBranch("release", first);
  return source;
}

/** Copilot deploys both applications in spring; the operator makes look and apply roles in autumn. */
async function foundByCopilot(): Promise<Ground> {
  const world = makeWorld({ seed: "town", start: spring, services, authorize });
  for (const application of applications)
    await seedApplication(world, {
      files: new Map(Object.entries(firstFiles(application))),
      applicationAccount: homeAccount,
      region,
      environments: environments.map((name) => ({ name, account: accounts[name], region })),
      copilotVersion: "v1.34.0",
    });
  await world.run(world.clock.sleep(autumn.getTime() - world.clock.now().getTime()));
  await hire(world, [autolandUser, personUser]);
  await deployLookRoles(
    world,
    [homeAccount, ...Object.values(accounts)],
    `arn:aws:iam::${homeAccount}:root`,
    region,
  );
  // What is healed has to be seen.
  await deployDriftPolicy(world, Object.values(accounts));
  await makeApplyRoles(world);
  const ownFunctions = await loadOwnFunctions();
  return { snapshot: world.snapshot(), ownFunctions, functions: await loadFunctionCatalog() };
}

/** Autoland takes both over, without any trouble. */
async function adopt(): Promise<Ground> {
  const ground = await (grounds.get("copilot") ?? foundByCopilot());
  grounds.set("copilot", Promise.resolve(ground));
  const town = standOn(ground, "adopted");
  const process = startProcess(town, { name: "adopter", modes: { kind: "all", mode: "apply" } });
  const { clock } = town.world;
  await town.world.run(clock.sleep(3 * 3_600_000));
  await town.world.run(process.stop());
  return { ...ground, snapshot: town.world.snapshot() };
}

/** Makes administrators of the applications' account. */
async function hire(world: World, names: readonly string[]): Promise<void> {
  const credentials = world.issueCredentials(rootOf(homeAccount));
  const call = (action: string, input: object): Promise<unknown> =>
    world.run(world.call({ service: "iam", action, credentials, region, input }));
  const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
  for (const UserName of names) {
    await call("CreateUser", { UserName });
    await call("AttachUserPolicy", { UserName, PolicyArn });
  }
}

/** Roles of the operator's own that may do everything in the environments' accounts. */
async function makeApplyRoles(world: World): Promise<void> {
  for (const account of Object.values(accounts)) {
    const credentials = world.issueCredentials(rootOf(account));
    const call = (action: string, input: object): Promise<unknown> =>
      world.run(world.call({ service: "iam", action, credentials, region, input }));
    await call("CreateRole", {
      RoleName: "autoland-apply",
      AssumeRolePolicyDocument: policyOf({
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${homeAccount}:root` },
        Action: "sts:AssumeRole",
      }),
    });
    await call("PutRolePolicy", {
      RoleName: "autoland-apply",
      PolicyName: "all",
      PolicyDocument: policyOf({ Effect: "Allow", Action: "*", Resource: "*" }),
    });
  }
}

function policyOf(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}
