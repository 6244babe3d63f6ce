import type { ApplicationConfig, EnvironmentConfig } from "../config/config.ts";
import type { EnvironmentRecord } from "../domain/copilot-records.ts";
import type { Acting, Examiner } from "../domain/examiner.ts";
import type { NeededPermission, Part } from "../domain/needed-permission.ts";
import { applicationPermissions } from "../permissions/application-permissions.ts";
import { driftPermissions } from "../permissions/drift-permissions.ts";
import { environmentPermissions } from "../permissions/environment-permissions.ts";
import type { PermissionPlace } from "../permissions/resource-arns.ts";
import type { Check } from "./check.ts";
import { examinePermissions } from "./examine-permissions.ts";
import { isNeededIn } from "./relevant.ts";

/** What the process's own role allows, of what one application asks of it. */
export async function examineProcess(
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

/** Whether the roles of an environment can be assumed, and what they allow, part by part. */
export async function examineEnvironment(
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
