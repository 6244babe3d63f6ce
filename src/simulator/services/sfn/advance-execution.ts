import { sessionOf } from "../../kernel/principal.ts";
import type { CallContext } from "../../kernel/service.ts";
import { StateError, stateNamed, statesOf, type States, textOf } from "./asl-definition.ts";
import { executions, type Execution, type HistoryEvent } from "./execution-state.ts";
import { endOfTask, stopEcsTask } from "./integrations.ts";
import {
  caught,
  eventsAtMost,
  handlerFor,
  outputOf,
  runState,
  type RunScope,
  type StateOutcome,
} from "./run-state.ts";

interface ExecutionName {
  readonly executionArn: string;
}

/** Milliseconds between two looks at an ECS task that is waited for. */
const lookAgain = 5000;

/** Takes an execution on from where it stands, as far as it comes at this instant. */
export function advanceExecution(context: CallContext, { executionArn }: ExecutionName): void {
  const execution = context.state(executions).get(executionArn);
  if (execution?.status !== "RUNNING") return;
  const run = scopeOf(context, execution);
  try {
    const states = statesOf(execution.definition);
    for (let entered = 0; entered < eventsAtMost; entered += 1) {
      const outcome = attempt(context, execution, { states, run });
      if (outcome === undefined || goOn(context, execution, outcome)) return;
    }
    throw new StateError("States.Runtime", "The execution reached the maximum number of history events.");
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    end(context, execution, "FAILED", error);
  }
}

/** The time limit of the whole machine. */
export function timeExecutionOut(context: CallContext, { executionArn }: ExecutionName): void {
  const execution = context.state(executions).get(executionArn);
  if (execution?.status === "RUNNING") end(context, execution, "TIMED_OUT", undefined);
}

/** Ends an execution that somebody stops, or that fails or runs out of time; its ECS task is stopped with it. */
export function end(
  context: CallContext,
  execution: Execution,
  status: "FAILED" | "TIMED_OUT" | "ABORTED",
  error: Pick<StateError, "error" | "message"> | undefined,
): void {
  if (execution.task !== undefined && status !== "FAILED") {
    stopEcsTask(scopeOf(context, execution).context, execution.task);
  }
  execution.status = status;
  execution.stoppedAt = context.now;
  execution.error = error?.error;
  execution.cause = error?.message;
  const type = { FAILED: "ExecutionFailed", TIMED_OUT: "ExecutionTimedOut", ABORTED: "ExecutionAborted" }[
    status
  ];
  note(context, execution, type, [
    `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`,
    { error: error?.error, cause: error?.message },
  ]);
}

/** Adds a line to an execution's history. */
export function note(
  context: CallContext,
  { history }: Execution,
  type: string,
  details?: HistoryEvent["details"],
): void {
  history.push({
    id: history.length + 1,
    at: context.now,
    type,
    ...(details === undefined ? {} : { details }),
  });
}

/** What states are run with: the machine's role, and the context object. */
export function scopeOf(context: CallContext, execution: Execution): RunScope {
  return {
    context: context.as(sessionOf(execution.roleArn, execution.name.slice(0, 64))),
    contextObject: {
      Execution: {
        Id: execution.arn,
        Name: execution.name,
        RoleArn: execution.roleArn,
        StartTime: execution.startedAt.toISOString(),
      },
      State: { Name: execution.state, EnteredTime: context.now.toISOString() },
      StateMachine: { Id: execution.machineArn, Name: execution.machineArn.split(":").at(-1) ?? "" },
    },
  };
}

/** Runs the present state; its retriers come before its catchers. Undefined where it is to be tried again later. */
function attempt(
  context: CallContext,
  execution: Execution,
  { states, run }: { readonly states: States; readonly run: RunScope },
): StateOutcome | undefined {
  try {
    return step(execution, states, run);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    if (retry(context, execution, { states, error })) return undefined;
    return caught(states, execution.state, execution.data, () => {
      throw error;
    });
  }
}

/** The present state: entered, or, where it waits for an ECS task, looked at again. */
function step(execution: Execution, states: States, run: RunScope): StateOutcome {
  const { task } = execution;
  if (task === undefined) {
    if (Object.keys(execution.retries).length === 0)
      note(run.context, execution, `${textOf(stateNamed(states, execution.state)["Type"])}StateEntered`, [
        "stateEnteredEventDetails",
        { name: execution.state, input: JSON.stringify(execution.data) },
      ]);
    return runState(states, execution.state, execution.data, run);
  }
  const result = endOfTask(run.context, task);
  if (result === undefined) return { kind: "runs-task", ...task };
  const state = stateNamed(states, execution.state);
  const next = state["Next"] === undefined ? undefined : textOf(state["Next"]);
  return { kind: "goes-on", next, data: outputOf(state, { data: execution.data, result, run }) };
}

/** Puts an outcome into the execution; true where it stands still for now. */
function goOn(context: CallContext, execution: Execution, outcome: StateOutcome): boolean {
  if (outcome.kind === "runs-task") {
    execution.task = { taskArn: outcome.taskArn, cluster: outcome.cluster };
    later(context, execution, lookAgain);
    return true;
  }
  execution.task = undefined;
  execution.retries = {};
  execution.data = outcome.data;
  const next = outcome.kind === "ends" ? undefined : outcome.next;
  if (next === undefined) {
    execution.status = "SUCCEEDED";
    execution.stoppedAt = context.now;
    execution.output = outcome.data;
    note(context, execution, "ExecutionSucceeded", [
      "executionSucceededEventDetails",
      { output: JSON.stringify(outcome.data) },
    ]);
    return true;
  }
  execution.state = next;
  if (outcome.kind !== "sleeps") return false;
  later(context, execution, outcome.seconds * 1000);
  return true;
}

/** Whether a retrier takes the error: the state is then entered again after its interval. https://states-language.net/#errors */
function retry(
  context: CallContext,
  execution: Execution,
  { states, error }: { readonly states: States; readonly error: StateError },
): boolean {
  const retrier = handlerFor(states.states[execution.state]?.["Retry"], error);
  if (retrier === undefined || error.error === "States.Runtime") return false;
  const key = JSON.stringify(retrier["ErrorEquals"]);
  const used = execution.retries[key] ?? 0;
  if (used >= Number(retrier["MaxAttempts"] ?? 3)) return false;
  const interval = Number(retrier["IntervalSeconds"] ?? 1) * Number(retrier["BackoffRate"] ?? 2) ** used;
  execution.retries = { ...execution.retries, [key]: used + 1 };
  execution.task = undefined;
  note(context, execution, "TaskFailed", [
    "taskFailedEventDetails",
    { resource: execution.state, resourceType: "task", error: error.error, cause: error.message },
  ]);
  later(context, execution, Math.min(interval, Number(retrier["MaxDelaySeconds"] ?? interval)) * 1000);
  return true;
}

function later(context: CallContext, execution: Execution, afterMilliseconds: number): void {
  context.schedule({ event: "execution-step", afterMilliseconds, payload: { executionArn: execution.arn } });
}
