import { createHash } from "node:crypto";
import type { SimulatedAction } from "../domain/examiner.ts";

/**
 * A command that allows actions to a role or user, as an inline policy of a name that no other command has. Undefined for a principal
 * that cannot have one.
 */
export function allowCommand(principal: string, actions: readonly SimulatedAction[]): string | undefined {
  const [, kind, name] = /^arn:[^:]+:iam::\d{12}:(role|user)\/(?:.*\/)?([^/]+)$/.exec(principal) ?? [];
  if (kind === undefined || name === undefined) return undefined;
  const document = JSON.stringify({ Version: "2012-10-17", Statement: statements(actions) });
  const policy = `autoland-${createHash("sha256").update(document).digest("hex").slice(0, 8)}`;
  return `aws iam put-${kind}-policy --${kind}-name ${name} --policy-name ${policy} --policy-document '${document}'`;
}

function statements(actions: readonly SimulatedAction[]): readonly object[] {
  const byResources = new Map<
    string,
    { readonly resources: readonly string[]; readonly names: Set<string> }
  >();
  for (const { action, resources } of actions) {
    const key = resources.join(" ");
    const group = byResources.get(key) ?? { resources, names: new Set<string>() };
    group.names.add(action);
    byResources.set(key, group);
  }
  return [...byResources.values()].map(({ resources, names }) => ({
    Effect: "Allow",
    Action: [...names].toSorted(),
    Resource: resources,
  }));
}
