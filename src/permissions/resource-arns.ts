import type { ResourceKind } from "../domain/needed-permission.ts";

/** Where a permission is needed. */
export interface PermissionPlace {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly application: string;
  /** The application's account. */
  readonly home: string;
  /** Where calls go: the environment's account and region, or the application's own. */
  readonly account: string;
  readonly region: string;
  /** Absent for the application itself. */
  readonly environment?: string;
  /** Of environments: what is assumed. */
  readonly environmentRoles: readonly string[];
  readonly executionRole?: string;
  readonly artifactBucket?: string;
  readonly artifactKey?: string;
  readonly buildBuckets: readonly string[];
  /** Where the lease is, if there is one; the prefix ends with a slash. */
  readonly lease?: { readonly bucket: string; readonly prefix: string };
  /** Where reports are written, if that is in S3; the prefix ends with a slash. */
  readonly reports?: { readonly bucket: string; readonly prefix: string };
  /** The CodeBuild projects that the configuration names; absent, any. */
  readonly buildProjects?: readonly { readonly project: string; readonly region?: string }[];
  /** The queue that hints come by, if there is one. */
  readonly hints?: { readonly region: string; readonly account: string; readonly name: string };
  /** The role that is asked about. */
  readonly principal: string;
}

/** The ARNs of a kind of resource. A name that is not known yet is a wildcard, as in a policy. */
export function resourceArns(kind: ResourceKind, place: PermissionPlace): readonly string[] {
  const { application, environment = "*", region, home } = place;
  const arn = (service: string, rest: string, where = region): string =>
    `arn:${place.partition}:${service}:${where}:${place.account}:${rest}`;
  const bucket = place.artifactBucket ?? "stackset-*";
  const s3 = `arn:${place.partition}:s3:::`;
  switch (kind) {
    case "any":
      return ["*"];
    case "records":
      return [`copilot/applications/${application}`, `autoland/${application}`].flatMap((root) => [
        arn("ssm", `parameter/${root}`),
        arn("ssm", `parameter/${root}/*`),
      ]);
    case "component-records":
      return [arn("ssm", `parameter/copilot/applications/${application}/components/*`)];
    case "written-records":
      return [
        arn("ssm", `parameter/autoland/${application}/*`),
        arn("ssm", `parameter/copilot/applications/${application}/components/*`),
      ];
    case "stack-set":
      return [arn("cloudformation", `stackset/${application}-infrastructure:*`)];
    case "admin-role":
      return [`arn:${place.partition}:iam::${home}:role/${application}-adminrole`];
    case "regional-stacks":
      return [arn("cloudformation", `stack/StackSet-${application}-infrastructure-*/*`)];
    case "pipelines":
      return [arn("codepipeline", "*")];
    case "repositories":
      return [`arn:${place.partition}:ecr:${region}:${home}:repository/${application}/*`];
    case "environment-roles":
      return place.environmentRoles;
    case "build-projects":
      return (place.buildProjects ?? [{ project: "*" }]).map(({ project, region: where }) =>
        arn("codebuild", `project/${project}`, where),
      );
    case "build-bucket":
      return place.buildBuckets.map((name) => `${s3}${name}`);
    case "build-objects":
      return place.buildBuckets.map((name) => `${s3}${name}/*`);
    case "artifacts":
      return [`${s3}${bucket}/*`];
    case "artifact-keys":
      return [place.artifactKey ?? `arn:${place.partition}:kms:${region}:${home}:key/*`];
    case "stacks":
      return [
        arn("cloudformation", `stack/${application}-${environment}/*`),
        arn("cloudformation", `stack/${application}-${environment}-*/*`),
      ];
    case "execution-role":
      return place.executionRole === undefined ? [] : [place.executionRole];
    case "services":
      return [arn("ecs", `service/${application}-${environment}-*/*`)];
    case "tasks":
      return [arn("ecs", `task/${application}-${environment}-*/*`)];
    case "clusters":
      return [arn("ecs", `cluster/${application}-${environment}-*`)];
    case "task-definitions":
      return [arn("ecs", `task-definition/${application}-${environment}-*`)];
    case "workload-roles":
      return [`arn:${place.partition}:iam::${place.account}:role/${application}-${environment}-*`];
    case "certificates":
      return [arn("acm", "certificate/*")];
    case "log-groups":
      return [arn("logs", `log-group:/copilot/${application}-${environment}-*`)];
    case "site-buckets":
      return [`${s3}${application}-${environment}-*`];
    case "site-objects":
      return [`${s3}${application}-${environment}-*/*`];
    case "lease-bucket":
      return place.lease === undefined ? [] : [`${s3}${place.lease.bucket}`];
    case "lease-objects":
      return place.lease === undefined ? [] : [`${s3}${place.lease.bucket}/${place.lease.prefix}*`];
    case "report-objects":
      return place.reports === undefined ? [] : [`${s3}${place.reports.bucket}/${place.reports.prefix}*`];
    case "hint-queue": {
      const { hints } = place;
      return hints === undefined
        ? []
        : [`arn:${place.partition}:sqs:${hints.region}:${hints.account}:${hints.name}`];
    }
    case "own-role":
      return [place.principal];
  }
}
