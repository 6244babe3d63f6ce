import {
  countDrift,
  type DriftFinding,
  type DriftIgnoreRule,
  type DriftReport,
  type DriftTarget,
  type LayerState,
  type Unchecked,
} from "../../domain/drift.ts";
import type { LiveFacts } from "../../domain/drift-eyes.ts";
import type { Observed } from "../../domain/observed.ts";
import type { StackId } from "../../domain/stack.ts";
import type { Target } from "../../domain/target.ts";
import { notComparedYet } from "../live-stacks.ts";
import { isExpired, withIgnored } from "../ignore.ts";
import { inOrder } from "../in-order.ts";
import { type LivePart, mergedLive } from "../live-layer.ts";
import { isReadDirectly } from "../live-service.ts";

/** What is known of one target, from looks that ended at different times. */
export interface KnownTarget extends Target {
  readonly git: LayerState;
  readonly template: LayerState;
  /** A state where nobody needs to be asked: nothing is deployed, or it is being changed. Else what was found by two ways of looking. */
  readonly live: LayerState | KnownLive;
}

/** What two ways of looking at a stack gave, each as of its own time. */
export interface KnownLive {
  readonly kind: "looked-at";
  readonly stack: StackId;
  /** Read directly; the facts it was made of say what it outdoes. Absent: the stack has nothing to be read directly, or was not yet. */
  readonly direct?: LivePart & { readonly facts: Observed<LiveFacts> };
  /** Said where something is to be read directly and was not yet. */
  readonly unread?: Unchecked;
  /** CloudFormation's comparison; absent: none yet. */
  readonly compared?: LivePart & Pick<DriftTarget, "resources">;
}

/** The report of everything that is known now. Pure; the same shape as that of a whole look. */
export function watchReport({
  application,
  targets,
  rules,
  today,
}: {
  readonly application: string;
  readonly targets: readonly KnownTarget[];
  readonly rules: readonly DriftIgnoreRule[];
  readonly today: string;
}): DriftReport {
  const reported = targets.map((target) => withIgnored(bareOf(target), rules, today));
  return {
    application,
    targets: reported,
    expiredRules: rules.filter((rule) => isExpired(rule, today)),
    counts: countDrift(reported),
  };
}

function bareOf({ environment, workload, git, template, live }: KnownTarget): Omit<DriftTarget, "ignored"> {
  const resources = live.kind === "looked-at" ? live.compared?.resources : undefined;
  return {
    environment,
    ...(workload === undefined ? {} : { workload }),
    layers: inOrder({ git, template, live: live.kind === "looked-at" ? liveState(live) : live }),
    ...(resources === undefined ? {} : { resources }),
  };
}

function liveState({ stack, direct, unread, compared }: KnownLive): LayerState {
  const facts = direct?.facts.kind === "present" ? direct.facts.value : undefined;
  const isOld = (finding: DriftFinding): boolean =>
    facts !== undefined && finding.stack?.name === stack.name && isReadDirectly(finding, facts);
  return mergedLive([
    {
      direct: direct ?? { findings: [], unchecked: unread === undefined ? [] : [unread] },
      compared:
        compared === undefined
          ? { findings: [], unchecked: [notComparedYet(stack)] }
          : { ...compared, findings: compared.findings.filter((finding) => !isOld(finding)) },
    },
  ]);
}
