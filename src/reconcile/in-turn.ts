import type { QueueInputs, WorkEnd } from "./sync-queue.ts";

/**
 * The same work, done only while it is this process's turn at an application: `turnOf` answers a signal that is raised when the turn
 * ends, or undefined while it is another's. Work that its turn's end cuts off ended well: whose turn it is now goes on from where
 * things stand, as after a kill.
 */
export function inTurn(
  turnOf: ((application: string) => AbortSignal | undefined) | undefined,
  work: QueueInputs["work"],
): QueueInputs["work"] {
  if (turnOf === undefined) return work;
  return async (application, signal): Promise<WorkEnd> => {
    const turn = turnOf(application);
    if (turn === undefined) return "well";
    try {
      return await work(application, AbortSignal.any([signal, turn]));
    } catch (error) {
      if (turn.aborted && !signal.aborted) return "well";
      throw error;
    }
  };
}
