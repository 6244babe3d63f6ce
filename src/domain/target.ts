/** What something is about: a workload of an environment, or, without one, the environment itself. */
export interface Target {
  readonly environment: string;
  /** Absent: the environment's own, such as its stack. */
  readonly workload?: string;
}

/** A target in words, as commands take it: `production` or `production/api`. */
export function targetText({ environment, workload }: Target): string {
  return workload === undefined ? environment : `${environment}/${workload}`;
}

/** A target's name where its environment is already said. */
export function nameInEnvironment({ environment, workload }: Target): string {
  return workload ?? environment;
}

/** Whether two are about the same. */
export function isSameTarget(left: Target, right: Target): boolean {
  return left.environment === right.environment && left.workload === right.workload;
}
