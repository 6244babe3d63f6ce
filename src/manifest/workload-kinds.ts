import { workloadTypes } from "../domain/copilot-records.ts";
import type { WorkloadType } from "../domain/copilot-records.ts";
import type { Network } from "./parts/network.ts";
import { record } from "./shape/record-shape.ts";
import type { Fields } from "./shape/record-shape.ts";
import type { Shape } from "./shape/shape.ts";
import {
  backendServiceFields,
  loadBalancedWebServiceFields,
  requestDrivenWebServiceFields,
  scheduledJobFields,
  staticSiteFields,
  workerServiceFields,
} from "./workload-shapes.ts";

/** What reading a type of workload takes. */
export interface WorkloadKind {
  /** The manifest itself, which also has `name`, `type` and `environments`. */
  readonly base: Shape<object>;
  /** A section of `environments`. */
  readonly section: Shape<object>;
  /** Fills in what the type has unless the manifest says otherwise (copilot-model.md 5.3). */
  readonly withDefaults: (given: object) => object;
}

/** The keys of a manifest that no section can have. */
const rootKeys = ["name", "type", "environments"] as const;

/** The type that a text names; undefined for any other text. */
export function workloadType(text: string | undefined): WorkloadType | undefined {
  return workloadTypes.find((type) => type === text);
}

/** How each type is read. */
export const workloadKinds: Readonly<Record<WorkloadType, WorkloadKind>> = {
  "Load Balanced Web Service": kind(loadBalancedWebServiceFields, (given) =>
    taskDefaults({ exec: false, ...given }),
  ),
  "Request-Driven Web Service": kind(requestDrivenWebServiceFields, (given) => ({
    cpu: 1024,
    memory: 2048,
    image: {},
    ...given,
  })),
  "Backend Service": kind(backendServiceFields, (given) => taskDefaults({ exec: false, ...given })),
  "Worker Service": kind(workerServiceFields, (given) => taskDefaults({ exec: false, ...given })),
  "Static Site": kind(staticSiteFields, (given) => given),
  "Scheduled Job": kind(scheduledJobFields, taskDefaults),
};

function kind<T extends object>(fields: Fields<T>, withDefaults: (given: object) => object): WorkloadKind {
  return {
    base: record<T>(fields, { alsoKnown: rootKeys }) as unknown as Shape<object>,
    section: record<T>(fields) as unknown as Shape<object>,
    withDefaults,
  };
}

function taskDefaults(given: { readonly network?: Network; readonly exec?: boolean }): object {
  const { network = {} } = given;
  const vpc = { placement: "public", ...network.vpc };
  return { cpu: 256, memory: 512, count: 1, image: {}, ...given, network: { ...network, vpc } };
}
