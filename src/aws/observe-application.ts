import type { Clock } from "../domain/clock.ts";
import type { Cloud, ObserveRequest } from "../domain/cloud.ts";
import type { ComponentRecord, EnvironmentRecord, RegionalResources } from "../domain/copilot-records.ts";
import { failureOf } from "../domain/failure.ts";
import { absent, type Observed, present } from "../domain/observed.ts";
import { orAborted } from "../domain/or-aborted.ts";
import type { ObservedApplication, ObservedEnvironment } from "../domain/observed-application.ts";
import type { StackId } from "../domain/stack.ts";
import type { KeptStacks } from "./kept-stacks.ts";
import { findCertificateNames } from "./find-certificate.ts";
import { findImages } from "./find-images.ts";
import { findLoadBalancer } from "./find-load-balancer.ts";
import { findPlatforms } from "./find-platforms.ts";
import { makeFindOpenStages } from "./find-open-stages.ts";
import { findPrefixLists } from "./find-prefix-lists.ts";
import { findSubnets } from "./find-subnets.ts";
import { listAssets } from "./list-assets.ts";
import { type Desk, gentlyByPlace, lookSession, observeEnvironment } from "./observe-environment.ts";
import { readAddons } from "./read-addons.ts";
import { readNested } from "./read-nested.ts";
import { findExports, findParameters, findTaggedSecrets } from "./preflight-lists.ts";
import { readRecords } from "./read-records.ts";
import { readRegional } from "./read-regional.ts";
import { makeServiceReader } from "./read-services.ts";
import type { Sessions } from "./sessions.ts";
import { makeStackListings, type StackListings } from "./stack-listings.ts";
import { makeStackShelf, type StackShelf } from "./stack-shelf.ts";

/**
 * AWS, looked at through the SDK: the adapter behind the port `Cloud`. It keeps what cannot have changed since it was read, for all
 * applications of the process.
 */
export function makeCloud(
  sessions: Sessions,
  clock: Clock,
  listings: StackListings = makeStackListings(clock),
  kept?: KeptStacks,
  shelf: StackShelf = makeStackShelf(),
): Cloud {
  const desk: Desk = {
    sessions,
    listings,
    shelf,
    services: new Map(),
    ...(kept === undefined ? {} : { kept }),
    instances: new Map(),
    gently: gentlyByPlace(),
  };
  const services = makeServiceReader(desk.services);
  return {
    observe: (request, signal) => observeApplication(desk, request, signal),
    findImages: (request, signal) => findImages(sessions, request, signal),
    observeAddons: ({ record, roles, stack }, signal) =>
      readAddons(lookSession(sessions, record, roles), stack, desk.shelf, signal),
    observeServices: (requests, signal) =>
      services.read(
        requests.map(({ record, roles, ...service }) => ({
          ...service,
          session: lookSession(sessions, record, roles),
        })),
        signal,
      ),
    findLoadBalancer: ({ record, roles, nameOrArn }, signal) =>
      findLoadBalancer(lookSession(sessions, record, roles), nameOrArn, signal),
    findCertificateNames: ({ record, roles, arn }, signal) =>
      findCertificateNames(lookSession(sessions, record, roles, arn.split(":")[3]), arn, signal),
    findPrefixLists: ({ region, name }, signal) =>
      findPrefixLists(sessions.application(region), name, signal),
    findSubnets: ({ record, roles, tags }, signal) =>
      findSubnets(lookSession(sessions, record, roles), tags, signal),
    findOpenStages: makeFindOpenStages(sessions, clock),
    readNested: ({ record, roles, stack, nested }, signal) =>
      readNested(lookSession(sessions, record, roles), stack, nested, signal),
    tryApplyRole: ({ record, roles }, signal) =>
      orAborted(sessions.assume(roles.apply ?? record.managerRoleArn), signal).then(
        () => undefined,
        failureOf,
      ),
    findPlatforms: ({ record, roles, addresses }, signal) =>
      findPlatforms((region) => lookSession(sessions, record, roles, region), addresses, signal),
    findTaggedSecrets: ({ record, roles }, signal) =>
      findTaggedSecrets(lookSession(sessions, record, roles), record, signal),
    findParameters: ({ record, roles, names }, signal) =>
      findParameters(lookSession(sessions, record, roles), names, signal),
    findExports: ({ record, roles }, signal) => findExports(lookSession(sessions, record, roles), signal),
    listAssets: (prefix, signal) => listAssets(sessions, prefix, signal),
  };
}

async function observeApplication(
  desk: Desk,
  request: ObserveRequest,
  signal?: AbortSignal,
): Promise<ObservedApplication> {
  const { application } = request;
  const records = await readRecords(desk.sessions.application(), application, signal);
  const recordOf = (name: string): Observed<EnvironmentRecord> =>
    records.environments.kind === "present"
      ? (records.environments.value.get(name) ?? absent)
      : records.environments;
  const regions = [...request.environments.keys()].flatMap((name) => {
    const record = recordOf(name);
    return record.kind === "present" ? [record.value.region] : [];
  });
  const account = records.application.kind === "present" ? records.application.value.account : "";
  const regional = await readRegional(desk, { application, account, regions: [...new Set(regions)] }, signal);
  const environments = await Promise.all(
    [...request.environments].map(([environment, workloads]) =>
      observeEnvironment(
        desk,
        {
          application,
          environment,
          workloads: namesToLookAt(workloads, records.components, regional),
          record: recordOf(environment),
          regional,
          roles: request.roles.get(environment) ?? {},
        },
        signal,
      ),
    ),
  );
  await keepStacks(desk, request, environments, signal);
  return {
    application,
    record: records.application,
    components: records.components,
    registeredEnvironments:
      records.environments.kind === "present"
        ? present([...records.environments.value.keys()].toSorted())
        : records.environments,
    environments: new Map(environments.map((environment) => [environment.environment, environment])),
  };
}

/** Writes down for the next process what was seen of the environments that may be changed, by account and region. */
async function keepStacks(
  desk: Desk,
  { application, kept: names = new Set() }: ObserveRequest,
  environments: readonly ObservedEnvironment[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const { kept } = desk;
  if (kept === undefined) return;
  const places = new Map<string, StackId[]>();
  for (const { environment, stack, workloads } of environments) {
    if (!names.has(environment)) continue;
    for (const seen of [stack, ...workloads.values()]) {
      if (seen.kind !== "present") continue;
      const { id } = seen.value;
      const key = `${id.account}/${id.region}`;
      places.set(key, [...(places.get(key) ?? []), id]);
    }
  }
  for (const [first, ...others] of places.values()) {
    if (first === undefined) continue;
    const { account, region } = first;
    await kept.keep({ account, region }, application, [first, ...others], desk, signal);
  }
}

function namesToLookAt(
  inGit: readonly string[],
  components: Observed<ReadonlyMap<string, ComponentRecord>>,
  regional: ReadonlyMap<string, Observed<RegionalResources>>,
): readonly string[] {
  const recorded = components.kind === "present" ? [...components.value.keys()] : [];
  const withImages = [...regional.values()].flatMap((resources) =>
    resources.kind === "present" ? Object.keys(resources.value.repositories) : [],
  );
  return [...new Set([...inGit, ...recorded, ...withImages])].toSorted();
}
