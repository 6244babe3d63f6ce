/** How an ECS service is deployed and when it rolls back. */
export interface Deployment {
  /** `default` or `recreate`, in any case. */
  readonly rolling?: string;
  readonly rollback_alarms?: RollbackAlarms;
}

/** Names of alarms that exist, or thresholds for alarms that are made. */
export type RollbackAlarms =
  | { readonly kind: "names"; readonly names: readonly string[] }
  | {
      readonly kind: "thresholds";
      /** Percent. */
      readonly cpu_utilization?: number;
      /** Percent. */
      readonly memory_utilization?: number;
      /** Messages; a Worker Service's only. */
      readonly messages_delayed?: number;
    };
