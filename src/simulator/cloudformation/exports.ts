import { validationError } from "../kernel/aws-fault.ts";
import type { CallContext } from "../kernel/service.ts";
import { regionState } from "./state.ts";
import type { OutputRecord, RegionState, StackRecord } from "./state.ts";

/** The stacks that import an export. */
export function importersOf(state: RegionState, exportName: string): readonly StackRecord[] {
  return [...state.stacks.values()].filter(
    (stack) =>
      stack.status !== "DELETE_COMPLETE" &&
      [...stack.imports.values()].some((names) => names.includes(exportName)),
  );
}

/**
 * Makes the stack's exports those of its outputs. Refused when a name belongs to another stack, or when an export that
 * others import would vanish or change, unless `force` (a rollback puts back what was there).
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
 */
export function registerExports(
  context: CallContext,
  stack: StackRecord,
  outputs: readonly OutputRecord[],
  { force }: { readonly force: boolean },
): void {
  const state = context.state(regionState);
  const wanted = new Map(
    outputs.flatMap(({ exportName, value }) =>
      exportName === undefined ? [] : [[exportName, value] as const],
    ),
  );
  if (!force) check(state, stack, wanted);
  withdrawExports(context, stack);
  for (const [name, value] of wanted) state.exports.set(name, { name, value, stackId: stack.id });
}

/** Takes the stack's exports away. */
export function withdrawExports(context: CallContext, stack: StackRecord): void {
  const { exports } = context.state(regionState);
  for (const [name, { stackId }] of exports) if (stackId === stack.id) exports.delete(name);
}

/** The sentence that keeps a stack from being deleted while others import from it; undefined when nobody does. */
export function exportInUse(state: RegionState, stack: StackRecord): string | undefined {
  for (const [name, { stackId }] of state.exports) {
    if (stackId !== stack.id) continue;
    const importers = importersOf(state, name);
    if (importers.length > 0) return inUse(name, "deleted", importers);
  }
  return undefined;
}

function check(state: RegionState, stack: StackRecord, wanted: ReadonlyMap<string, string>): void {
  for (const name of wanted.keys()) {
    const owner = state.exports.get(name)?.stackId;
    if (owner === undefined || owner === stack.id) continue;
    const ownerName = state.stacks.get(owner)?.name ?? owner;
    throw validationError(`Export with name ${name} is already exported by stack ${ownerName}`);
  }
  for (const [name, { stackId, value }] of state.exports) {
    if (stackId !== stack.id || wanted.get(name) === value) continue;
    const importers = importersOf(state, name);
    if (importers.length === 0) continue;
    throw validationError(inUse(name, wanted.has(name) ? "updated" : "deleted", importers));
  }
}

function inUse(name: string, done: "deleted" | "updated", importers: readonly StackRecord[]): string {
  const users = importers.map((importer) => importer.name).join(", ");
  return `Export ${name} cannot be ${done} as it is in use by ${users}`;
}
