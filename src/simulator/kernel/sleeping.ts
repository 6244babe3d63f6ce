import type { EventQueue } from "./event-queue.ts";

/** A sleep on the queue: resolves when its time comes, rejects with the signal's reason when aborted. */
export function sleepUntil(queue: EventQueue, at: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(reasonOf(signal));
      return;
    }
    let entry = 0;
    const abort = (): void => {
      queue.cancel(entry);
      reject(reasonOf(signal));
    };
    entry = queue.add(at, {
      kind: "wake",
      wake: () => {
        signal?.removeEventListener("abort", abort);
        resolve();
      },
    });
    signal?.addEventListener("abort", abort, { once: true });
  });
}

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new Error(`aborted: ${String(reason)}`);
}
