/** What the operator allows to be deleted in one environment of what Git no longer asks for. */
export interface PrunePolicy {
  /** How many stacks may be up for deletion at once; when there are more, none is. */
  readonly most: number;
  /** `WORKLOAD/RESOURCE`, with `*` for any workload: resources that hold data and may be lost with their stack. */
  readonly data: readonly string[];
}
