import type { WorkloadType } from "./copilot-records.ts";
import type { Failure } from "./failure.ts";
import type { Finding } from "./finding.ts";
import type { Revision } from "./revision.ts";
import type { StackId, TextMap } from "./stack.ts";
import type { CopySource } from "./stored-assets.ts";
import type { Template } from "./template.ts";

/** What one commit asks of one environment. */
export interface DesiredEnvironment {
  readonly application: string;
  readonly environment: string;
  readonly revision: Revision;
  /** In the order of their names. */
  readonly workloads: readonly DesiredWorkload[];
  /** What the commit asks of the environment itself and this version does not do; its workloads go on. */
  readonly leftOut: readonly Failure[];
  /** Warnings about the workspace as a whole. */
  readonly warnings: readonly Finding[];
}

/** What a commit asks of one workload in one environment, or why that cannot be said now. */
export type DesiredWorkload =
  | {
      readonly kind: "rendered";
      readonly workload: string;
      readonly type: WorkloadType;
      readonly stack: DesiredStack;
      readonly warnings: readonly Finding[];
      /** Workloads of the same environment whose stacks must be there first, such as publishers of its topics. */
      readonly dependsOn: readonly string[];
    }
  | {
      readonly kind: "not-rendered";
      readonly workload: string;
      /** What was wrong and what follows from it; findings stand beside it when the fault is in a file. */
      readonly failure: Failure;
      readonly findings: readonly Finding[];
    };

/** A stack as Git wants it. */
export interface DesiredStack {
  readonly id: StackId;
  /** The service role that CloudFormation works with; sticky once given, so it is always given. */
  readonly roleArn: string;
  /** With its stamp. */
  readonly template: Template;
  readonly parameters: TextMap;
  readonly tags: TextMap;
  /** The artifact bucket of the stack's region, for a template that is too large for a request. */
  readonly bucket: string;
  /** Files that the template points at and that must be in the artifact bucket before it is deployed. */
  readonly artifacts: readonly Artifact[];
  /** Digest of template without stamp, parameters and tags (design.md 5): two stacks of one digest are one wish. */
  readonly digest: string;
}

/** A file in the artifact bucket. Its key holds its content's hash, so that writing it twice is the same as once. */
export interface Artifact {
  readonly bucket: string;
  readonly key: string;
  /** Without it and `copiedFrom`, somebody else put it there (Copilot, or an earlier deployment), and it only needs to be present. */
  readonly content?: Uint8Array;
  /** Where a build has put it; S3 copies it from there. */
  readonly copiedFrom?: CopySource;
}
