import type { Cloud, EnvironmentRoles } from "../domain/cloud.ts";
import type { ObservedApplication } from "../domain/observed-application.ts";
import type { RecordedState, RecordName } from "../domain/records.ts";
import type { Redeployment } from "../domain/decisions.ts";
import { operationOf, stackKey } from "../domain/stack.ts";
import type { Target } from "../domain/target.ts";
import type { DueRedeployment } from "../plan/redeploy-steps.ts";

/** What became of requests for new tasks. */
export interface RedeploymentsSeen {
  readonly due: readonly DueRedeployment[];
  /** Requests that need nothing more: all of their services have begun a deployment since, or have none. */
  readonly done: readonly (RecordName & Target)[];
}

/**
 * Holds every request against the services themselves: a deployment that began after the request has carried it out, whoever began it. So a
 * request is carried out once, also when the process is cut off in between. Nothing is asked where nobody has asked for anything.
 */
export async function seeRedeployments(
  cloud: Pick<Cloud, "observeServices">,
  seen: {
    readonly observed: ObservedApplication;
    readonly records: RecordedState;
    readonly roles: ReadonlyMap<string, EnvironmentRoles>;
  },
  signal: AbortSignal,
): Promise<RedeploymentsSeen> {
  const all = await Promise.all(
    seen.records.redeployments.map(async (request) => ({
      request,
      due: await dueOf(cloud, seen, request, signal),
    })),
  );
  return {
    due: all.flatMap(({ due }) => due ?? []),
    done: all
      .filter(({ due }) => due?.length === 0)
      .map(({ request: { environment, workload } }) => ({
        kind: "redeployment" as const,
        environment,
        ...(workload === undefined ? {} : { workload }),
      })),
  };
}

/** The services that still have to be started anew; undefined where one could not be looked at, so that nobody takes that for done. */
async function dueOf(
  cloud: Pick<Cloud, "observeServices">,
  { observed, roles }: Parameters<typeof seeRedeployments>[1],
  { environment, workload: only, at }: Redeployment,
  signal: AbortSignal,
): Promise<readonly DueRedeployment[] | undefined> {
  const found = observed.environments.get(environment);
  if (found?.record.kind !== "present") return undefined;
  const { value: record } = found.record;
  const asked = [...found.workloads]
    .filter(([workload]) => only === undefined || only === workload)
    .map(([workload, stack]) => ({ workload, stack }));
  if (asked.some(({ stack }) => stack.kind === "unreadable")) return undefined;
  const stacks = asked.flatMap(({ workload, stack }) =>
    stack.kind === "present" ? [{ workload, id: stack.value.id, asOf: operationOf(stack.value) }] : [],
  );
  const services = await cloud.observeServices(
    stacks.map(({ id, asOf }) => ({ record, roles: roles.get(environment) ?? {}, stack: id, asOf })),
    signal,
  );
  const due: DueRedeployment[] = [];
  for (const { workload, id } of stacks) {
    const service = services.get(stackKey(id));
    if (service === undefined || service.kind === "unreadable") return undefined;
    if (service.kind === "absent") continue;
    const { deployedAt } = service.value;
    if (deployedAt === undefined || deployedAt <= at)
      due.push({ environment, workload, stack: id, requestedAt: at });
  }
  return due;
}
