/** Who asks: the process in the application's account, or a role in an environment's. */
export type Asker = "application" | "environment";

/** What is needed to see how things stand, to change stacks, and, if wanted, to find drift. */
export type Part = "look" | "apply" | "drift";

/** When a call is made at all. A call without it is made in every pass. */
export type Occasion =
  /** Only with a role of the operator's own for looking, or for changing. */
  | "look-role"
  | "apply-role"
  /** Static sites whose files a build puts into a bucket. */
  | "assets"
  /** Unless every environment says `pipelines: ignore`. */
  | "pipelines"
  | "log-lines"
  | "prune"
  /** A gate, what runs before changes, or the build of an image is a CodeBuild project. */
  | "builds"
  /** A job's task runs before changes. */
  | "job-before"
  /** Only where `lease` is configured. */
  | "lease"
  /** Only where `reports` go to S3. */
  | "reports"
  /** Only where `hints` are configured. */
  | "hints"
  /** A manifest that imports something, or imports by name. */
  | "manifest";

/** Kinds of resources, from which ARNs are made once application, environment and accounts are known. */
export type ResourceKind =
  | "any"
  | "records"
  | "component-records"
  | "written-records"
  | "stack-set"
  | "admin-role"
  | "regional-stacks"
  | "pipelines"
  | "repositories"
  | "environment-roles"
  | "build-bucket"
  | "build-projects"
  | "build-objects"
  | "artifacts"
  | "artifact-keys"
  | "stacks"
  | "execution-role"
  | "services"
  | "tasks"
  | "clusters"
  | "task-definitions"
  | "workload-roles"
  | "certificates"
  | "log-groups"
  | "site-buckets"
  | "site-objects"
  | "lease-bucket"
  | "lease-objects"
  | "report-objects"
  | "hint-queue"
  | "own-role";

/** A call that a port makes, and what IAM must allow for it. */
export interface NeededPermission {
  readonly who: Asker;
  readonly part: Part;
  /** The ports that make it. */
  readonly ports: readonly string[];
  /** The SDK's service and operation, such as `ssm:GetParameter`. */
  readonly call: string;
  /** IAM actions, implicit ones included, each with what it is on. */
  readonly actions: readonly { readonly action: string; readonly on: ResourceKind }[];
  readonly occasion?: Occasion;
  /** What is off without it; absent where Autoland could not do its work. */
  readonly without?: string;
  /** What it is on and when it is made, in words. */
  readonly words: string;
}
