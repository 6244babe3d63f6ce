import type { Asker, NeededPermission, Part, ResourceKind } from "../domain/needed-permission.ts";

/** One row: the part, the ports, the call, its actions by resource, in words, and what qualifies it. */
export function need(
  who: Asker,
  part: Part,
  ports: readonly string[],
  call: string,
  actions: Readonly<Record<string, ResourceKind>>,
  words: string,
  more: Pick<NeededPermission, "occasion" | "without"> = {},
): NeededPermission {
  return {
    who,
    part,
    ports,
    call,
    actions: Object.entries(actions).map(([action, on]) => ({ action, on })),
    words,
    ...more,
  };
}
