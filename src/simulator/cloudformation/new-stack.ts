import type { CallContext } from "../kernel/service.ts";
import { regionState } from "./state.ts";
import type { Revision, StackRecord } from "./state.ts";

/** Registers a stack without a status of its own yet: the operation that follows gives it one. */
export function newStack(
  context: CallContext,
  parts: {
    readonly name: string;
    readonly revision: Revision | undefined;
    readonly roleArn: string | undefined;
    readonly parentId?: string;
    readonly rootId?: string;
    readonly terminationProtection?: boolean;
    readonly timeoutMinutes?: number | undefined;
    readonly disableRollback?: boolean;
  },
): StackRecord {
  const { partition, region, account, random } = context;
  const stack: StackRecord = {
    id: `arn:${partition}:cloudformation:${region}:${account}:stack/${parts.name}/${random.uuid()}`,
    name: parts.name,
    account,
    region,
    status: "REVIEW_IN_PROGRESS",
    createdAt: context.now,
    current: parts.revision,
    roleArn: parts.roleArn,
    disableRollback: parts.disableRollback ?? false,
    timeoutMinutes: parts.timeoutMinutes,
    terminationProtection: parts.terminationProtection ?? false,
    resources: new Map(),
    outputs: [],
    imports: new Map(),
    events: [],
    changeSets: new Map(),
    driftStatus: "NOT_CHECKED",
    ...(parts.parentId === undefined ? {} : { parentId: parts.parentId }),
    ...(parts.rootId === undefined ? {} : { rootId: parts.rootId }),
  };
  const state = context.state(regionState);
  state.stacks.set(stack.id, stack);
  state.names.set(stack.name, stack.id);
  return stack;
}
