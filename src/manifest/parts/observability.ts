/** How a workload is observed. */
export interface Observability {
  /** `awsxray`, in any case. */
  readonly tracing?: string;
}
