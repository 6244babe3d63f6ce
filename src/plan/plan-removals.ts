import type { WorkloadType } from "../domain/copilot-records.ts";
import type { DesiredEnvironment } from "../domain/desired.ts";
import type { Observed } from "../domain/observed.ts";
import type { DeleteStackStep, Held } from "../domain/plan.ts";
import type { PrunePolicy } from "../domain/prune-policy.ts";
import type { RecordedState } from "../domain/records.ts";
import { type ObservedStack, stackKey } from "../domain/stack.ts";
import { situationOf } from "../domain/stack-status.ts";
import { isSameTarget } from "../domain/target.ts";
import { digestOf } from "../template/digest.ts";
import { stackDigest } from "../template/stack-digest.ts";
import { blockersText } from "./blockers-text.ts";
import { judgeWorkload } from "./judge-workload.ts";
import { ownership } from "./ownership.ts";
import { type KnownEnvironment, knownWorkloads, typeOf, workloadPlaces } from "./places.ts";
import { contentsOf, type NestedTemplates, type StackContents } from "./stack-data.ts";

/** What decides about deletions in one environment. */
export interface RemovalInput {
  readonly known: KnownEnvironment;
  readonly desired: DesiredEnvironment;
  /** Undefined: prune is off. */
  readonly policy: PrunePolicy | undefined;
  /** Of each stack that may be deleted, the templates nested in it; by workload. */
  readonly nested: ReadonlyMap<string, Observed<NestedTemplates>>;
  readonly records: RecordedState;
}

/** What is deleted, and what stays although Git does not ask for it, and why. */
export interface RemovalPlan {
  readonly steps: readonly DeleteStackStep[];
  readonly held: readonly Held[];
}

/**
 * Plans the deletion of stacks that the commit does not ask for (design.md 9). Everything speaks against it until all of this is so:
 * the policy allows it, the commit was read and rendered wholly and asks for something at all, Copilot registered the workload, the
 * stack is at rest and this application's, nothing in it holds data that the operator did not name, and no more are up for deletion
 * than may be. A person's approval is asked for when it is carried out.
 */
export function planRemovals(input: RemovalInput): RemovalPlan {
  const { known, policy, desired } = input;
  const verdicts = knownWorkloads(known).flatMap((workload) => judge(input, workload));
  const steps = verdicts.flatMap((verdict) => (verdict.kind === "step" ? [verdict.step] : []));
  const held = verdicts.flatMap((verdict) => (verdict.kind === "held" ? [verdict.held] : []));
  if (policy === undefined || steps.length <= policy.most) return { steps, held };
  const names = steps.map((step) => step.workload).join(", ");
  return {
    steps: [],
    held: [
      ...held,
      {
        environment: desired.environment,
        reason: "PruneCapExceeded",
        message: `${steps.length} stacks would be deleted from ${desired.environment} at once (${names}), and at most ${policy.most} may; none is`,
        remedy: `Restore what was removed by mistake, or set prune.most of ${desired.environment} to ${steps.length}.`,
        findings: [],
      },
    ],
  };
}

type Verdict =
  | { readonly kind: "step"; readonly step: DeleteStackStep }
  | { readonly kind: "held"; readonly held: Held };

function judge(input: RemovalInput, workload: string): readonly Verdict[] {
  const { known, desired, policy } = input;
  const { environment } = desired;
  const observed = known.observed.workloads.get(workload);
  const judgement = judgeWorkload(workloadPlaces(known, workload));
  if (observed?.kind !== "present" || situationOf(observed.value.status) === "shell") return [];
  const hold = (reason: string, message: string, remedy?: string): readonly Verdict[] => {
    const held = { environment, workload, reason, message, findings: [] };
    return [{ kind: "held", held: remedy === undefined ? held : { ...held, remedy } }];
  };
  const stack = observed.value;
  const gone = `branch ${desired.revision.branch} has no copilot/${workload}/manifest.yml`;
  if (judgement.verdict === "unknown-stack")
    return hold(
      "UnknownStack",
      `stack ${stack.id.name} (${stack.status}) has the tags of this application, but ${gone} and Copilot has no record of it; it is left as it is`,
      `Restore its folder to have it adopted, or: aws cloudformation delete-stack --region ${stack.id.region} --stack-name ${stack.id.name}`,
    );
  if (judgement.verdict !== "removed-from-git") return [];
  if (policy === undefined)
    return hold(
      "NotInGit",
      `${workload} is deployed, but ${gone}; it is left as it is`,
      "Restore its folder, or delete the stack yourself once nobody needs it (or have it deleted: docs/prune.md).",
    );
  const obstacle = obstacleTo(input, workload, stack);
  if (obstacle !== undefined) return hold(...obstacle);
  const contents = input.nested.get(workload);
  if (contents?.kind !== "present") return hold(...unread(stack, contents));
  const lost = contentsOf(stack, contents.value);
  if (lost === undefined) return hold(...unread(stack, undefined));
  const unnamed = lost.data.filter((id) => !isNamed(policy, workload, id));
  if (unnamed.length > 0) return hold(...dataAtRisk(environment, workload, stack, unnamed));
  const because = `${gone}, and prune is on for ${environment}`;
  const type = typeOf(known, workload);
  return [{ kind: "step", step: deleteStep({ environment, workload, because, type }, stack, lost) }];
}

type Reason = [reason: string, message: string, remedy?: string];

function obstacleTo(
  { desired, known, records }: RemovalInput,
  workload: string,
  stack: ObservedStack,
): Reason | undefined {
  const { environment } = desired;
  const { id, status } = stack;
  const blocked = (why: string, remedy?: string): Reason =>
    [
      "PruneBlocked",
      `${workload} is no longer in Git, but is not deleted from ${environment}: ${why}`,
      ...(remedy === undefined ? [] : [remedy]),
    ] as Reason;
  if (known.wish.kind === "desired" && known.wish.behind !== undefined)
    return blocked(
      `${environment} is planned for an older commit than the head of its branch, which may still ask for it`,
    );
  if (desired.inGit.length === 0)
    return blocked("the commit asks for no workload at all, and that is taken for a mistake");
  const unrendered = desired.workloads.find((item) => item.kind === "not-rendered");
  if (unrendered?.kind === "not-rendered")
    return blocked(
      `the commit was not read and rendered wholly (${unrendered.workload}: ${unrendered.failure.reason})`,
      unrendered.failure.remedy,
    );
  const stranger = ownership(known.application.application, { environment, workload }, stack);
  if (stranger !== undefined) return ["ForeignStack", `${stranger}, so it is not deleted`];
  if (stack.terminationProtection)
    return [
      "TerminationProtected",
      `stack ${id.name} is protected from deletion`,
      `aws cloudformation update-termination-protection --no-enable-termination-protection --region ${id.region} --stack-name ${id.name}`,
    ];
  switch (situationOf(status)) {
    case "ready":
    case "failed-create":
    case "shell":
    case "deleted":
      return undefined;
    case "busy":
      return blocked(`stack ${id.name} is ${status}`);
    case "stuck":
      return stuck(environment, workload, stack, records);
  }
}

/** A deletion that failed is tried again at a person's word; any other stuck stack is a person's to resolve first. */
function stuck(
  environment: string,
  workload: string,
  { id, status, failedDeletion }: ObservedStack,
  records: RecordedState,
): Reason | undefined {
  if (failedDeletion === undefined)
    return [
      "StackStuck",
      `stack ${id.name} is ${status}, and nobody can say what it holds; it is not deleted`,
      `aws cloudformation describe-stack-events --region ${id.region} --stack-name ${id.name}`,
    ];
  const target = { environment, workload };
  const isRetried = records.retries.some(
    (retry) => isSameTarget(retry, target) && retry.at > failedDeletion.at,
  );
  if (isRetried) return undefined;
  return [
    "DeleteFailed",
    `stack ${id.name} is ${status}: ${blockersText(failedDeletion.blockers)}`,
    `Remove what blocks it, then: autoland retry ${environment}/${workload}`,
  ];
}

function unread({ id }: ObservedStack, contents: Observed<NestedTemplates> | undefined): Reason {
  const why = contents?.kind === "unreadable" ? contents.failure.message : "its template could not be read";
  return ["Unreadable", `what stack ${id.name} holds could not be read, so it is not deleted: ${why}`];
}

function isNamed({ data }: PrunePolicy, workload: string, id: string): boolean {
  return data.includes(`${workload}/${id}`) || data.includes(`*/${id}`);
}

function dataAtRisk(
  environment: string,
  workload: string,
  { id }: ObservedStack,
  unnamed: readonly string[],
): Reason {
  const names = unnamed.map((resource) => `${workload}/${resource}`);
  return [
    "PruneDataAtRisk",
    `stack ${id.name} is not deleted: data would go with it, in ${unnamed.join(", ")}`,
    `If that may be lost, name it in the configuration: environments.${environment}.prune.data: [${names.join(", ")}]`,
  ];
}

function deleteStep(
  about: {
    readonly environment: string;
    readonly workload: string;
    readonly because: string;
    readonly type: WorkloadType | undefined;
  },
  stack: ObservedStack,
  lost: StackContents,
): DeleteStackStep {
  const { environment, workload, because, type } = about;
  const base =
    stack.template.kind === "read"
      ? stackDigest(stack.template.template, stack.parameters, stack.tags)
      : "absent";
  return {
    kind: "delete-stack",
    digest: digestOf({ kind: "delete-stack", stack: stackKey(stack.id), arn: stack.arn, base }),
    environment,
    workload,
    because: [because],
    dependsOn: [],
    stack: stack.id,
    arn: stack.arn,
    lastChanged: (stack.updatedAt ?? stack.createdAt).toISOString(),
    removes: lost.all,
    losesData: lost.data,
    empties: type === "Static Site" ? lost.data.filter((id) => id === "Bucket") : [],
    stopsTasks: type === "Scheduled Job",
  };
}
