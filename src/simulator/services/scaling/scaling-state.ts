import type { TargetTrackingScalingPolicyConfiguration } from "@aws-sdk/client-application-auto-scaling";
import type { Cell } from "../../kernel/cells.ts";

/** What may be scaled, and how far. */
export interface ScalableTarget {
  readonly namespace: string;
  /** `service/<cluster>/<service>` */
  readonly resourceId: string;
  readonly dimension: string;
  minimum: number;
  maximum: number;
  roleArn: string | undefined;
  suspended: { readonly in: boolean; readonly out: boolean };
  readonly createdAt: Date;
  /** When the last change ended that a policy made, either way. */
  lastOut: Date | undefined;
  lastIn: Date | undefined;
}

/** A policy of a target. */
export interface ScalingPolicy {
  readonly arn: string;
  readonly name: string;
  readonly type: string;
  readonly target: string;
  readonly createdAt: Date;
  tracking: TargetTrackingScalingPolicyConfiguration | undefined;
  /** Names of the alarms that the service made for it: above and below the target. */
  alarms: { readonly high: string; readonly low: string } | undefined;
  /** The count that its metric asked for when one of its alarms last was in alarm. */
  needed: number | undefined;
}

/** Something that a policy did. */
export interface ScalingActivity {
  readonly id: string;
  readonly target: string;
  readonly at: Date;
  readonly description: string;
  readonly cause: string;
}

/** Everything of Application Auto Scaling in one account and region; targets by `targetKey`, policies by ARN. */
export const scaling: Cell<{
  readonly targets: Map<string, ScalableTarget>;
  readonly policies: Map<string, ScalingPolicy>;
  readonly activities: ScalingActivity[];
}> = {
  name: "application-auto-scaling/all",
  scope: "region",
  initial: () => ({ targets: new Map(), policies: new Map(), activities: [] }),
};

/** What tells targets apart; CloudFormation's physical id of one. */
export function targetKey(target: {
  readonly ResourceId?: string | undefined;
  readonly ScalableDimension?: string | undefined;
  readonly ServiceNamespace?: string | undefined;
}): string {
  return `${target.ResourceId}|${target.ScalableDimension}|${target.ServiceNamespace}`;
}
