import { ListTasksCommand, StopTaskCommand } from "@aws-sdk/client-ecs";
import { abortable } from "./abortable.ts";
import type { Session } from "./sessions.ts";
import { codeOf, translateAwsError } from "./translate-error.ts";

/** Stops every task of a family in a cluster and answers how many that were; a cluster that is gone has none. */
export async function stopTasks(
  session: Session,
  { cluster, family }: { readonly cluster: string; readonly family: string },
  signal?: AbortSignal,
): Promise<number> {
  let stopped = 0;
  let token: string | undefined;
  try {
    do {
      const page = await session.ecs.send(
        new ListTasksCommand({ cluster, family, ...(token === undefined ? {} : { nextToken: token }) }),
        abortable(signal),
      );
      for (const task of page.taskArns ?? []) {
        const reason = "Autoland deleted the job that this task belongs to";
        await session.ecs.send(new StopTaskCommand({ cluster, task, reason }), abortable(signal));
        stopped += 1;
      }
      token = page.nextToken;
    } while (token !== undefined);
    return stopped;
  } catch (error) {
    if (codeOf(error) === "ClusterNotFoundException") return stopped;
    throw translateAwsError(error, `stop tasks of ${family}`);
  }
}
