import type { Cloud, EnvironmentRoles, ObserveRequest } from "../domain/cloud.ts";
import type { ComponentRecord, EnvironmentRecord, RegionalResources } from "../domain/copilot-records.ts";
import type { Failure } from "../domain/failure.ts";
import { absent, type Observed, unreadable } from "../domain/observed.ts";
import type { ObservedApplication, ObservedEnvironment } from "../domain/observed-application.ts";
import type { ObservedStack } from "../domain/stack.ts";
import { environmentStackName, workloadStackName } from "../domain/stack-names.ts";
import { findCertificateNames } from "./find-certificate.ts";
import { findImages } from "./find-images.ts";
import { findLoadBalancer } from "./find-load-balancer.ts";
import { findPrefixLists } from "./find-prefix-lists.ts";
import { findSubnets } from "./find-subnets.ts";
import { listAssets } from "./list-assets.ts";
import { readRecords } from "./read-records.ts";
import { readRegional } from "./read-regional.ts";
import { readService } from "./read-service.ts";
import { readStack, type TemplateCache } from "./read-stack.ts";
import type { Session, Sessions } from "./sessions.ts";

/** AWS, looked at through the SDK: the adapter behind the port `Cloud`. Keeps templates that it has read. */
export function makeCloud(sessions: Sessions): Cloud {
  const cache: TemplateCache = new Map();
  return {
    observe: (request, signal) => observeApplication(sessions, cache, request, signal),
    findImages: (request, signal) => findImages(sessions, request, signal),
    observeService: ({ record, roles, stack }, signal) =>
      readService(lookSession(sessions, record, roles), stack, signal),
    findLoadBalancer: ({ record, roles, nameOrArn }, signal) =>
      findLoadBalancer(lookSession(sessions, record, roles), nameOrArn, signal),
    findCertificateNames: ({ record, roles, arn }, signal) =>
      findCertificateNames(lookSession(sessions, record, roles, arn.split(":")[3]), arn, signal),
    findPrefixLists: ({ region, name }, signal) =>
      findPrefixLists(sessions.application(region), name, signal),
    findSubnets: ({ record, roles, tags }, signal) =>
      findSubnets(lookSession(sessions, record, roles), tags, signal),
    listAssets: (prefix, signal) => listAssets(sessions, prefix, signal),
  };
}

/** The session for looking at an environment: the operator's look role, else Copilot's manager role. */
function lookSession(
  sessions: Sessions,
  record: EnvironmentRecord,
  roles: EnvironmentRoles,
  region = record.region,
): Session {
  return sessions.as(roles.look ?? record.managerRoleArn, region);
}

async function observeApplication(
  sessions: Sessions,
  cache: TemplateCache,
  request: ObserveRequest,
  signal?: AbortSignal,
): Promise<ObservedApplication> {
  const records = await readRecords(sessions.application(), request.application, signal);
  const recordOf = (name: string): Observed<EnvironmentRecord> =>
    records.environments.kind === "present"
      ? (records.environments.value.get(name) ?? absent)
      : records.environments;
  const regions = [...request.environments.keys()].flatMap((name) => {
    const record = recordOf(name);
    return record.kind === "present" ? [record.value.region] : [];
  });
  const regional = await readRegional(sessions, request.application, [...new Set(regions)], signal);
  const environments = await Promise.all(
    [...request.environments].map(([environment, workloads]) =>
      observeEnvironment(sessions, cache, {
        application: request.application,
        environment,
        workloads: namesToLookAt(workloads, records.components),
        record: recordOf(environment),
        regional,
        roles: request.roles.get(environment) ?? {},
        ...(signal === undefined ? {} : { signal }),
      }),
    ),
  );
  return {
    application: request.application,
    record: records.application,
    components: records.components,
    environments: new Map(environments.map((environment) => [environment.environment, environment])),
  };
}

interface EnvironmentRequest {
  readonly application: string;
  readonly environment: string;
  readonly workloads: readonly string[];
  readonly record: Observed<EnvironmentRecord>;
  readonly regional: ReadonlyMap<string, Observed<RegionalResources>>;
  readonly roles: EnvironmentRoles;
  readonly signal?: AbortSignal;
}

async function observeEnvironment(
  sessions: Sessions,
  cache: TemplateCache,
  request: EnvironmentRequest,
): Promise<ObservedEnvironment> {
  const { application, environment, record, workloads } = request;
  if (record.kind !== "present") {
    // Without its record nobody knows which account to ask: what stands behind it is unknown, not absent.
    const unknown = record.kind === "absent" ? unreadable(noRecord(application, environment)) : record;
    const unseen = new Map(workloads.map((name) => [name, unknown]));
    return { environment, record, regional: unknown, stack: unknown, workloads: unseen };
  }
  const session = lookSession(sessions, record.value, request.roles);
  const { account, region } = record.value;
  const look = (name: ReturnType<typeof workloadStackName>): Promise<Observed<ObservedStack>> =>
    readStack(session, { account, region, name }, cache, request.signal);
  const [stack, ...stacks] = await Promise.all([
    look(environmentStackName(application, environment)),
    ...workloads.map((workload) => look(workloadStackName(application, environment, workload))),
  ]);
  return {
    environment,
    record,
    regional: request.regional.get(region) ?? absent,
    stack,
    workloads: new Map(workloads.map((workload, index) => [workload, stacks[index] ?? absent])),
  };
}

function namesToLookAt(
  inGit: readonly string[],
  components: Observed<ReadonlyMap<string, ComponentRecord>>,
): readonly string[] {
  const recorded = components.kind === "present" ? [...components.value.keys()] : [];
  return [...new Set([...inGit, ...recorded])].toSorted();
}

function noRecord(application: string, environment: string): Failure {
  return {
    disposition: "stall",
    reason: "EnvironmentNotRegistered",
    message: `environment ${environment} has no record in Parameter Store (/copilot/applications/${application}/environments/${environment})`,
    remedy: "Create it first, or remove it from the configuration.",
  };
}
