import type { ApplicationConfig, EnvironmentConfig } from "../config/config.ts";
import type { EnvironmentRecord } from "../domain/copilot-records.ts";
import type { Examiner, Identity } from "../domain/examiner.ts";
import type { PermissionPlace } from "../permissions/resource-arns.ts";
import { buildChecks, projectsOf } from "./build-checks.ts";
import type { Check } from "./check.ts";
import { examineEnvironment, examineProcess } from "./examine-roles.ts";
import { managerRoleCheck } from "./manager-role-check.ts";
import { environmentRecordCheck, recordCheck, regionalCheck } from "./record-checks.ts";

/** What AWS has and allows of one application, in every environment that is configured. */
export async function examineApplication(
  examiner: Examiner,
  application: ApplicationConfig,
  identity: Identity,
  signal: AbortSignal,
  stores: Pick<PermissionPlace, "lease" | "reports" | "hints"> = {},
): Promise<readonly Check[]> {
  const { application: name, environments } = application;
  const record = await examiner.readApplication(name, signal);
  const records = await Promise.all(
    environments.map(async (environment) => ({
      environment,
      record: await examiner.readEnvironment(name, environment.environment, signal),
    })),
  );
  const known = records.flatMap((item) =>
    item.record.kind === "present" ? [{ environment: item.environment, record: item.record.value }] : [],
  );
  const regions = [...new Set(known.map(({ record: { region } }) => region))];
  const regional = await Promise.all(
    regions.map(async (region) => ({
      region,
      resources: await examiner.readRegional(name, identity.account, region, signal),
    })),
  );
  const buckets = new Map(
    regional.flatMap(({ region, resources }) =>
      resources.kind === "present" ? [[region, resources.value] as const] : [],
    ),
  );
  const place: PermissionPlace = {
    partition: identity.partition,
    application: name,
    home: identity.account,
    account: identity.account,
    region: identity.region,
    environmentRoles: [...new Set(known.flatMap(({ environment, record: it }) => rolesOf(environment, it)))],
    buildBuckets: buildBuckets(application),
    principal: principalOf(identity.arn),
    buildProjects: projectsOf(application),
    ...stores,
  };
  return [
    recordCheck(name, record, identity),
    ...records.map((item) => environmentRecordCheck(name, item.environment.environment, item.record)),
    ...regional.map(({ region, resources }) => regionalCheck(name, region, resources)),
    ...(await examineProcess(examiner, application, place, signal)),
    ...(await buildChecks(examiner, application, identity.region, signal)),
    ...known.flatMap(
      ({ environment, record: { managerRoleArn } }) =>
        managerRoleCheck(`${name}/${environment.environment}`, managerRoleArn, environment) ?? [],
    ),
    ...(
      await Promise.all(
        known.map(({ environment, record: it }) => {
          const there = buckets.get(it.region);
          return examineEnvironment(examiner, application, environment, it, signal, {
            ...place,
            account: it.account,
            region: it.region,
            environment: it.name,
            executionRole: it.executionRoleArn,
            ...(there === undefined
              ? {}
              : { artifactBucket: there.artifactBucket, artifactKey: there.artifactKeyArn }),
          });
        }),
      )
    ).flat(),
  ];
}

function rolesOf({ roles }: EnvironmentConfig, { managerRoleArn }: EnvironmentRecord): readonly string[] {
  return [roles.look ?? managerRoleArn, roles.apply ?? managerRoleArn];
}

/** `s3://bucket/prefix` of each workload's files. */
function buildBuckets({ assets }: ApplicationConfig): readonly string[] {
  return [...new Set(Object.values(assets).flatMap(({ s3 }) => /^s3:\/\/([^/]+)/.exec(s3)?.slice(1) ?? []))];
}

/** The role behind a session, whose policies IAM knows; a path is not part of a session's ARN. */
function principalOf(arn: string): string {
  const [, partition, account, name] = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return name === undefined ? arn : `arn:${partition}:iam::${account}:role/${name}`;
}
