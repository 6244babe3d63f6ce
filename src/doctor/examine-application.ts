import type { ApplicationConfig, EnvironmentConfig } from "../config/config.ts";
import type { ApplicationRecord, EnvironmentRecord } from "../domain/copilot-records.ts";
import type { Acting, Examiner, Identity } from "../domain/examiner.ts";
import type { NeededPermission, Part } from "../domain/needed-permission.ts";
import type { Observed } from "../domain/observed.ts";
import { applicationPermissions } from "../permissions/application-permissions.ts";
import { driftPermissions } from "../permissions/drift-permissions.ts";
import { environmentPermissions } from "../permissions/environment-permissions.ts";
import type { PermissionPlace } from "../permissions/resource-arns.ts";
import { buildChecks, projectsOf } from "./build-checks.ts";
import type { Check } from "./check.ts";
import { examinePermissions } from "./examine-permissions.ts";
import { managerRoleCheck } from "./manager-role-check.ts";
import { isNeededIn } from "./relevant.ts";

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

async function examineProcess(
  examiner: Examiner,
  application: ApplicationConfig,
  place: PermissionPlace,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const acting: Acting = { kind: "process", region: place.region };
  const checks: Check[] = [];
  for (const part of ["look", "apply"] as const) {
    const needs = applicationPermissions.filter(
      (need) =>
        need.part === part &&
        (need.occasion !== "lease" || place.lease !== undefined) &&
        (need.occasion !== "reports" || place.reports !== undefined) &&
        (need.occasion !== "hints" || place.hints !== undefined) &&
        need.call !== "sts:AssumeRole" &&
        application.environments.some((environment) => isNeededIn(need, environment, application)),
    );
    checks.push(...(await ask(examiner, { part, acting, needs, place, signal })));
  }
  return checks;
}

async function examineEnvironment(
  examiner: Examiner,
  application: ApplicationConfig,
  environment: EnvironmentConfig,
  record: EnvironmentRecord,
  signal: AbortSignal,
  place: PermissionPlace,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  const look = environment.roles.look ?? record.managerRoleArn;
  const apply = environment.roles.apply ?? record.managerRoleArn;
  const parts: readonly (readonly [Part, string])[] = [
    ["look", look],
    ...(environment.mode === "look" ? [] : ([["apply", apply]] as const)),
    ["drift", look],
  ];
  const refused = new Set<string>();
  for (const [part, arn] of parts) {
    if (refused.has(arn)) continue;
    const acting: Acting = { kind: "role", arn, region: record.region, part };
    const assumed = await examiner.assume(acting, signal);
    if (assumed.kind !== "allowed") {
      refused.add(arn);
      checks.push(roleCheck(place, arn, assumed));
      continue;
    }
    const needs = needsOf(part).filter((need) => isNeededIn(need, environment, application));
    checks.push(
      ...(await ask(examiner, { part, acting, needs, place: { ...place, principal: arn }, signal })),
    );
    if (part === "apply" && place.artifactBucket !== undefined)
      checks.push(
        bucketCheck(
          place,
          place.artifactBucket,
          await examiner.findBucket(acting, place.artifactBucket, signal),
        ),
      );
  }
  return checks;
}

function needsOf(part: Part): readonly NeededPermission[] {
  return part === "drift" ? driftPermissions : environmentPermissions.filter((need) => need.part === part);
}

interface Asking {
  readonly part: Part;
  readonly acting: Acting;
  readonly needs: readonly NeededPermission[];
  readonly place: PermissionPlace;
  readonly signal: AbortSignal;
}

function ask(examiner: Examiner, { part, acting, needs, place, signal }: Asking): Promise<readonly Check[]> {
  const { application, environment, account, region, partition, buildBuckets: builds, principal } = place;
  const [buildBucket] = builds;
  const named = { application, region, ...(environment === undefined ? {} : { environment }) };
  const question = {
    subject: subjectOf(place),
    part,
    principal,
    acting,
    needs,
    place,
    context: { ...named, home: place.home },
    target: {
      ...named,
      account,
      partition,
      ...(buildBucket === undefined ? {} : { buildBucket }),
    },
  };
  return examinePermissions(examiner, question, signal);
}

function subjectOf({ application, environment }: PermissionPlace): string {
  return environment === undefined ? application : `${application}/${environment}`;
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

function recordCheck(name: string, record: Observed<ApplicationRecord>, identity: Identity): Check {
  const common = { area: "records", subject: name } as const;
  switch (record.kind) {
    case "present":
      if (record.value.account === identity.account)
        return {
          ...common,
          outcome: "ok",
          message: `Copilot's record of ${name} is in account ${identity.account}`,
        };
      return {
        ...common,
        outcome: "missing",
        message: `Copilot's record says that ${name} belongs to account ${record.value.account}, and Autoland works in ${identity.account}`,
        remedy: `Run Autoland with credentials of account ${record.value.account}.`,
      };
    case "absent":
      return {
        ...common,
        outcome: "missing",
        message: `Parameter Store has no /copilot/applications/${name} in account ${identity.account}, region ${identity.region}`,
        remedy: `aws ssm get-parameters-by-path --path /copilot/applications --region ${identity.region}  (Copilot keeps its records where the application was made: set AWS_REGION and the account accordingly)`,
      };
    case "unreadable":
      return { ...common, outcome: "missing", message: record.failure.message };
  }
}

function environmentRecordCheck(
  application: string,
  environment: string,
  record: Observed<EnvironmentRecord>,
): Check {
  const common = { area: "records", subject: `${application}/${environment}` } as const;
  switch (record.kind) {
    case "present":
      return {
        ...common,
        outcome: "ok",
        message: `it is in account ${record.value.account}, region ${record.value.region}`,
      };
    case "absent":
      return {
        ...common,
        outcome: "missing",
        message: `Parameter Store has no record of environment ${environment}, which the configuration names`,
        remedy: `autoland env create ${environment} --application ${application}  (or take it out of the configuration)`,
      };
    case "unreadable":
      return { ...common, outcome: "missing", message: record.failure.message };
  }
}

function regionalCheck(
  application: string,
  region: string,
  resources: Awaited<ReturnType<Examiner["readRegional"]>>,
): Check {
  const common = { area: "records", subject: application } as const;
  switch (resources.kind) {
    case "present":
      return {
        ...common,
        outcome: "ok",
        message: `the registry has ${Object.keys(resources.value.repositories).length} repositories and bucket ${resources.value.artifactBucket} in ${region}`,
      };
    case "absent":
      return {
        ...common,
        outcome: "missing",
        message: `the StackSet ${application}-infrastructure has no instance in ${region}`,
        remedy: `aws cloudformation list-stack-instances --stack-set-name ${application}-infrastructure`,
      };
    case "unreadable":
      return { ...common, outcome: "missing", message: resources.failure.message };
  }
}

function roleCheck(place: PermissionPlace, arn: string, verdict: { kind: string; words?: string }): Check {
  const name = arn.split("/").at(-1) ?? arn;
  return {
    area: "roles",
    subject: subjectOf(place),
    outcome: verdict.kind === "refused" ? "missing" : "unknown",
    message: verdict.words ?? "",
    remedy: `aws iam get-role --role-name ${name}  (in account ${place.account}: is it there, does it trust ${place.principal}, and may that assume it?)`,
  };
}

function bucketCheck(
  place: PermissionPlace,
  bucket: string,
  verdict: { kind: "allowed" | "refused" | "unknown"; words?: string },
): Check {
  const common = { area: "buckets", subject: subjectOf(place) } as const;
  switch (verdict.kind) {
    case "allowed":
      return { ...common, outcome: "ok", message: `bucket ${bucket} answers` };
    case "refused":
      return {
        ...common,
        outcome: "missing",
        message: verdict.words ?? "",
        remedy: `aws s3api head-bucket --bucket ${bucket}`,
      };
    case "unknown":
      return { ...common, outcome: "unknown", message: `${bucket}: ${verdict.words ?? ""}` };
  }
}
