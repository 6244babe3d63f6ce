import { digestInToken } from "../../../src/domain/operation-token.ts";
import {
  type Breach,
  type Called,
  type Evidence,
  placeText,
  type Statement,
  tookEffect,
} from "./evidence.ts";

export const statement3: Statement = {
  number: 3,
  says: "No state outside Git, AWS and GitHub. Killed at any point, Autoland picks up where things stand and does nothing twice.",
  breaches: (evidence) => [
    ...executedTwice(evidence),
    ...failedTwice(evidence),
    ...redeployedTwice(evidence),
  ],
};

/** A change set that took effect once is never taken for another. */
function executedTwice(evidence: readonly Evidence[]): readonly Breach[] {
  const done = new Set<string>();
  return evidence.flatMap((item) => {
    if (!isExecution(item) || !tookEffect(item) || item.changeSet?.isAvailable !== true) return [];
    const key = `${item.account} ${item.stack?.name} ${item.stack?.createdAt.getTime()} ${item.changeSet.name}`;
    if (!done.has(key)) {
      done.add(key);
      return [];
    }
    return [
      { statement: 3, at: item.at, seen: `${item.changeSet.name} of ${item.stack?.name} was executed twice` },
    ];
  });
}

/** What failed on a stack and went back is not done again there, until a person asks for it. */
function failedTwice(evidence: readonly Evidence[]): readonly Breach[] {
  const retried = new Map<string, Date>();
  return evidence.flatMap((item) => {
    if (item.kind === "decided" && item.what === "retry") retried.set(placeText(item.place), item.at);
    if (!isExecution(item) || item.changeSet?.isAvailable !== true || item.place === undefined) return [];
    const digest = digestInToken(item.changeSet.name);
    const asked = retried.get(placeText(item.place));
    const before = item.stack?.rolledBack.find(
      ({ token, at }) => digestInToken(token) === digest && (asked === undefined || at > asked),
    );
    if (before === undefined) return [];
    const seen = `${placeText(item.place)} was changed again to what failed there at ${before.at.toISOString()}, and nobody asked for it`;
    return [{ statement: 3, at: item.at, seen }];
  });
}

/** A person's request for new tasks starts them once. */
function redeployedTwice(evidence: readonly Evidence[]): readonly Breach[] {
  const open = new Map<string, number>();
  return evidence.flatMap((item) => {
    if (item.kind === "decided" && item.what === "redeployment") {
      const key = placeText(item.place);
      open.set(key, (open.get(key) ?? 0) + 1);
    }
    if (item.kind !== "called" || item.action !== "UpdateService" || !tookEffect(item)) return [];
    if (item.input["forceNewDeployment"] !== true) return [];
    const service = String(item.input["service"]);
    const done = [...open].filter(([place]) => covers(place, service));
    const key = `done ${service}`;
    const times = (open.get(key) ?? 0) + 1;
    open.set(key, times);
    const asked = done.reduce((sum, [, count]) => sum + count, 0);
    if (times <= asked) return [];
    return [
      {
        statement: 3,
        at: item.at,
        seen: `${service} got new tasks ${times} times and was asked to ${asked} times`,
      },
    ];
  });
}

/** Services of Copilot's are named after their stacks. */
function covers(place: string, service: string): boolean {
  if (place.startsWith("done ")) return false;
  const [application, environment, workload] = place.split("/");
  return service.includes(`${application}-${environment}-${workload ?? ""}`);
}

function isExecution(item: Evidence): item is Called & { readonly at: Date } {
  return item.kind === "called" && item.action === "ExecuteChangeSet";
}
