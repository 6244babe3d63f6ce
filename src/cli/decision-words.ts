import { parseDuration } from "../config/duration.ts";
import type { Target } from "../domain/target.ts";

/** A moment as a person writes it: an instant, or so many milliseconds from now. */
export type Until =
  | { readonly kind: "at"; readonly at: Date }
  | { readonly kind: "after"; readonly milliseconds: number };

/** A command by which a person decides something; it only writes records, and the next pass acts on them. */
export type DecisionCommand =
  | {
      readonly name: "approve";
      readonly environment: string;
      /** At least its first digits. */
      readonly plan: string;
      readonly until: Until | undefined;
      readonly classes: readonly string[];
    }
  | {
      readonly name: "suspend";
      /** As written: an environment, a workload of one, or an application. */
      readonly target: string;
      readonly reason: string;
      readonly owner: string | undefined;
      readonly until: Until | undefined;
    }
  | { readonly name: "resume"; readonly target: string; readonly reason: string | undefined }
  | {
      readonly name: "rollback";
      readonly environment: string;
      /** At least its first digits. */
      readonly commit: string;
      readonly reason: string | undefined;
    }
  | { readonly name: "retry" | "redeploy"; readonly target: Target };

/** The names of these commands. */
export const decisionNames = ["approve", "suspend", "resume", "rollback", "retry", "redeploy"] as const;

/** Flags of these commands, and to which they belong. */
export const decisionFlags = {
  approve: ["plan", "until", "class"],
  suspend: ["reason", "until", "owner"],
  resume: ["reason"],
  rollback: ["to", "reason"],
  retry: [],
  redeploy: [],
} as const;

/** The values of flags, as far as they are text. */
export interface DecisionValues {
  readonly plan?: string;
  readonly until?: string;
  readonly classes: readonly string[];
  readonly reason?: string;
  readonly owner?: string;
  readonly to?: string;
}

/** What the words mean, or what is wrong with them. */
export function toDecision(
  name: (typeof decisionNames)[number],
  word: string | undefined,
  values: DecisionValues,
): DecisionCommand | { readonly wrong: string } {
  switch (name) {
    case "approve":
      return toApprove(word, values);
    case "suspend": {
      const { reason, owner } = values;
      if (word === undefined || reason === undefined)
        return {
          wrong:
            "`autoland suspend` takes a target (an environment, ENVIRONMENT/WORKLOAD or an application) and --reason REASON",
        };
      const until = toUntil(values.until);
      return "wrong" in until ? until : { name, target: word, reason, owner, until: until.value };
    }
    case "resume":
      return word === undefined
        ? {
            wrong: "`autoland resume` takes a target: an environment, ENVIRONMENT/WORKLOAD or an application",
          }
        : { name, target: word, reason: values.reason };
    case "rollback": {
      const { to, reason } = values;
      if (word === undefined || to === undefined)
        return { wrong: "`autoland rollback` takes an environment and --to COMMIT" };
      if (!/^[0-9a-f]{7,64}$/.test(to))
        return { wrong: `--to is ${to}; it must be a commit, or at least its first seven digits` };
      return { name, environment: word, commit: to, reason };
    }
    case "retry":
    case "redeploy": {
      const target = toTarget(word);
      return target === undefined
        ? { wrong: `\`autoland ${name}\` takes one target, written ENVIRONMENT or ENVIRONMENT/WORKLOAD` }
        : { name, target };
    }
  }
}

function toApprove(
  word: string | undefined,
  values: DecisionValues,
): DecisionCommand | { readonly wrong: string } {
  const { plan, classes } = values;
  if (word === undefined || plan === undefined)
    return {
      wrong: "`autoland approve` takes an environment and --plan DIGEST, as `autoland plan` shows it",
    };
  if (!/^[0-9a-f]{8,64}$/.test(plan))
    return { wrong: `--plan is ${plan}; it must be a plan's digest, or at least its first eight digits` };
  const stray = classes.find((each) => !approvableClasses.includes(each));
  if (stray !== undefined)
    return { wrong: `--class is ${stray}; a class of steps is one of ${approvableClasses.join(", ")}` };
  const until = toUntil(values.until);
  return "wrong" in until ? until : { name: "approve", environment: word, plan, classes, until: until.value };
}

/** Kinds of steps that may be approved before they are planned. */
const approvableClasses: readonly string[] = ["create-stack", "update-stack", "refresh-functions"];

/** `ENVIRONMENT` or `ENVIRONMENT/WORKLOAD`. */
export function toTarget(word: string | undefined): Target | undefined {
  const [environment, workload, more] = word?.split("/") ?? [];
  if (!environment || workload === "" || more !== undefined) return undefined;
  return { environment, ...(workload === undefined ? {} : { workload }) };
}

function toUntil(
  text: string | undefined,
): { readonly value: Until | undefined } | { readonly wrong: string } {
  if (text === undefined) return { value: undefined };
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined) return { value: { kind: "after", milliseconds } };
  const at = new Date(text);
  // Without an offset nobody knows whose clock is meant.
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(at.getTime()))
    return { value: { kind: "at", at } };
  return {
    wrong: `--until is ${text}; it must be an instant such as 2026-12-01T18:00:00Z, or a duration such as 4h or 72h`,
  };
}
