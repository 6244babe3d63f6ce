/** The SNS topics that a workload publishes to. */
export interface Publish {
  readonly topics?: readonly Topic[];
}

/** An SNS topic; it is FIFO when `fifo` is true or a map. */
export interface Topic {
  /** Without the `.fifo` that AWS's name then ends with. Always there in a valid manifest. */
  readonly name?: string;
  readonly fifo?: boolean | { readonly content_based_deduplication?: boolean };
}
