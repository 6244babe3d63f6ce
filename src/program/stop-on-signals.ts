/** What stopping needs of the process. */
export interface Stoppable {
  once(name: "SIGTERM" | "SIGINT", listener: () => void): unknown;
  exit(code: number): void;
}

/** Where a process that was told to stop has not come to an end by itself, it ends after this long, in milliseconds. ECS and Kubernetes are to wait longer. */
export const stopWithin = 100_000;

/**
 * A signal that is raised when the process is told to stop: work goes on to a safe point and ends there. What has not ended after
 * `stopWithin` is ended: every write to AWS may be cut off anywhere, and the next run picks it up. The same signal again ends the process at once.
 */
export function stopOnSignals(process: Stoppable, say: (text: string) => void): AbortSignal {
  const stop = new AbortController();
  const stopBy = (name: string): void => {
    if (stop.signal.aborted) return;
    stop.abort(new Error(`stopped by ${name}`));
    const timer = setTimeout(() => {
      say(
        `autoland: ended ${stopWithin / 1000} s after ${name} in the middle of its work; stacks that were changing go on in AWS, and the next run picks them up\n`,
      );
      process.exit(1);
    }, stopWithin);
    timer.unref();
  };
  for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => stopBy(name));
  return stop.signal;
}
