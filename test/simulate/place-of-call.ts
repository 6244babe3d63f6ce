import type { CallContext } from "../../src/simulator/kernel/service.ts";
import type { Place } from "../support/statements/evidence.ts";

/** The environment that a call changes something in, by the names in it: of stacks, of records, of roles. */
export function placeOfCall(
  { principal, service }: CallContext,
  input: Record<string, unknown>,
): Place | undefined {
  const stack = typeof input["StackName"] === "string" ? input["StackName"] : "";
  const byStack = /(?:^|\/)(shop|depot)-(develop|staging|production)(?:-([a-z-]+))?(?:\/|$)/.exec(stack);
  if (byStack?.[1] !== undefined && byStack[2] !== undefined)
    return {
      application: byStack[1],
      environment: byStack[2],
      ...(byStack[3] === undefined ? {} : { workload: byStack[3] }),
    };
  const name = typeof input["Name"] === "string" ? input["Name"] : "";
  const byRecord = /^\/autoland\/(shop|depot)\/.*\b(develop|staging|production)\b/.exec(name);
  const text =
    service === "ssm"
      ? ""
      : (JSON.stringify(input, (_key, value: unknown) => (value instanceof Uint8Array ? "" : value)) ?? "");
  const byRole =
    /(shop|depot)-(develop|staging|production)-/.exec(principal.arn) ??
    /(shop|depot)-(develop|staging|production)\b/.exec(text);
  const found = byRecord ?? byRole;
  if (found?.[1] === undefined || found[2] === undefined) return undefined;
  return { application: found[1], environment: found[2] };
}
