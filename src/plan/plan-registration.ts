import type { ApplicationRecord, WorkloadType } from "../domain/copilot-records.ts";
import type { Held, RegisterStep } from "../domain/plan.ts";
import type { ObservedStack } from "../domain/stack.ts";
import type { Target } from "../domain/target.ts";
import { digestOf } from "../template/digest.ts";
import type { Judgement } from "./judge-workload.ts";
import { ownership } from "./ownership.ts";

/** What is to be done in Copilot's registers before a workload of Git is deployed. */
export type RegistrationPlan =
  | { readonly kind: "none" }
  | { readonly kind: "step"; readonly step: RegisterStep }
  | { readonly kind: "held"; readonly held: Held };

/** A workload of Git, with what is needed to enter it. */
export interface Registration {
  readonly target: Target & { readonly workload: string };
  readonly application: ApplicationRecord;
  readonly judgement: Judgement;
  /** Undefined: its manifest cannot be read, so nobody knows as what to enter it. */
  readonly type: WorkloadType | undefined;
  readonly stack: ObservedStack | undefined;
}

/** Plans the entering of a workload that Git asks for and Copilot's registers do not have, or have no longer. */
export function planRegistration(wanted: Registration): RegistrationPlan {
  const { judgement, type, target, stack, application } = wanted;
  switch (judgement.mending) {
    case "register":
      return type === undefined
        ? { kind: "none" }
        : step("register-workload", wanted, type, registerBecause(wanted));
    case "adopt": {
      if (type === undefined || stack === undefined) return { kind: "none" };
      const stranger = ownership(application.name, target, stack);
      if (stranger !== undefined)
        return hold(
          target,
          "ForeignStack",
          `${stranger}, so no record is written for it and nothing is deployed to it`,
        );
      const because = `stack ${stack.id.name} is deployed and Copilot's record of ${target.workload} is gone`;
      return step("adopt-workload", wanted, type, because);
    }
    case "wait":
    case "person": {
      if (judgement.verdict !== "record-lost" || stack === undefined) return { kind: "none" };
      return hold(
        target,
        "RecordLost",
        `Copilot's record of ${target.workload} is gone, and stack ${stack.id.name} is ${stack.status}: the record is written again once the stack is at rest`,
        judgement.mending === "person"
          ? `aws cloudformation describe-stack-events --region ${stack.id.region} --stack-name ${stack.id.name}`
          : undefined,
      );
    }
    case "nothing":
    case "delete-stack":
    case "forget":
      return { kind: "none" };
  }
}

function registerBecause({ judgement, target }: Registration): string {
  return judgement.verdict === "repository-lost"
    ? `it has no image repository in this region`
    : `${target.workload} is new in Git`;
}

function step(
  kind: RegisterStep["kind"],
  { target, application }: Registration,
  type: WorkloadType,
  because: string,
): RegistrationPlan {
  const { environment, workload } = target;
  const component = { application: application.name, name: workload, type };
  return {
    kind: "step",
    step: {
      kind,
      digest: digestOf({ kind, ...component }),
      environment,
      workload,
      because: [because],
      dependsOn: [],
      component,
      registeredIn: application,
    },
  };
}

function hold(target: Target, reason: string, message: string, remedy?: string): RegistrationPlan {
  const held = { ...target, reason, message, ...(remedy === undefined ? {} : { remedy }), findings: [] };
  return { kind: "held", held };
}
