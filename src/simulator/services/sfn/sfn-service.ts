import type {
  DescribeExecutionInput,
  DescribeStateMachineInput,
  GetExecutionHistoryInput,
  ListExecutionsInput,
  ListStateMachinesInput,
  StartExecutionInput,
  StartSyncExecutionInput,
  StopExecutionInput,
} from "@aws-sdk/client-sfn";
import type { Json } from "../../../domain/template.ts";
import { clientFault } from "../../kernel/aws-fault.ts";
import { jsonErrors } from "../../kernel/error-style.ts";
import { operation, type CallContext, type ServiceModel } from "../../kernel/service.ts";
import { pageOf } from "../paging.ts";
import { advanceExecution, end, note, scopeOf, timeExecutionOut } from "./advance-execution.ts";
import { StateError, statesOf } from "./asl-definition.ts";
import { executions, type Execution } from "./execution-state.ts";
import { runAtOnce } from "./run-state.ts";
import { requireMachine, stateMachinesHere, type StateMachine } from "./state-machines.ts";

/** Step Functions: the state machines that stacks made run, as their role, in simulated time. */
export const stepFunctionsService: ServiceModel = {
  name: "sfn",
  iamPrefix: "states",
  errors: jsonErrors,
  operations: {
    StartExecution: operation(startExecution, (_context, { stateMachineArn = "*" }) => [
      { action: "states:StartExecution", resource: stateMachineArn },
    ]),
    StartSyncExecution: {
      ...operation(startSyncExecution, (_context, { stateMachineArn = "*" }: StartSyncExecutionInput) => [
        { action: "states:StartSyncExecution", resource: stateMachineArn },
      ]),
      holdFor: (_context, _input, held) => Math.max(0, syncMilliseconds - held),
    },
    StopExecution: operation(stopExecution, onExecution("StopExecution")),
    DescribeExecution: operation(describeExecution, onExecution("DescribeExecution")),
    GetExecutionHistory: operation(getExecutionHistory, onExecution("GetExecutionHistory")),
    ListExecutions: operation(listExecutions, (_context, { stateMachineArn = "*" }) => [
      { action: "states:ListExecutions", resource: stateMachineArn },
    ]),
    DescribeStateMachine: operation(describeStateMachine, (_context, { stateMachineArn = "*" }) => [
      { action: "states:DescribeStateMachine", resource: stateMachineArn },
    ]),
    ListStateMachines: operation(listStateMachines),
  },
  events: { "execution-step": advanceExecution, "execution-time-out": timeExecutionOut },
};

/** How long a synchronous execution takes. */
const syncMilliseconds = 5000;

/** StartExecution. https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
function startExecution(context: CallContext, input: StartExecutionInput): object {
  const machine = requireMachine(context, input.stateMachineArn);
  const name = input.name ?? context.random.uuid();
  const all = context.state(executions);
  const execution = begin(context, machine, { name, input: input.input });
  const known = all.get(execution.arn);
  if (known !== undefined) {
    if (known.status === "RUNNING" && known.input === execution.input)
      return { executionArn: known.arn, startDate: known.startedAt };
    throw clientFault("ExecutionAlreadyExists", `Execution Already Exists: '${execution.arn}'`);
  }
  all.set(execution.arn, execution);
  note(context, execution, "ExecutionStarted", [
    "executionStartedEventDetails",
    { input: execution.input, roleArn: execution.roleArn },
  ]);
  const payload = { executionArn: execution.arn };
  context.schedule({ event: "execution-step", afterMilliseconds: 0, payload });
  const { timeoutSeconds } = statesOf(machine.definition);
  if (timeoutSeconds !== undefined) {
    context.schedule({ event: "execution-time-out", afterMilliseconds: timeoutSeconds * 1000, payload });
  }
  return { executionArn: execution.arn, startDate: execution.startedAt };
}

/** StartSyncExecution, of express machines. https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html */
function startSyncExecution(context: CallContext, input: StartSyncExecutionInput): object {
  const machine = requireMachine(context, input.stateMachineArn);
  if (machine.type !== "EXPRESS") {
    throw clientFault(
      "StateMachineTypeNotSupported",
      "This operation is not supported by this type of state machine",
    );
  }
  const execution = begin(context, machine, {
    name: input.name ?? context.random.uuid(),
    input: input.input,
  });
  const answer = {
    executionArn: execution.arn,
    stateMachineArn: machine.arn,
    name: execution.name,
    startDate: execution.startedAt,
    stopDate: context.now,
    input: execution.input,
  };
  try {
    const output = runAtOnce(statesOf(machine.definition), execution.data, scopeOf(context, execution));
    return { ...answer, status: "SUCCEEDED", output: JSON.stringify(output) };
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    return { ...answer, status: "FAILED", error: error.error, cause: error.message };
  }
}

function stopExecution(context: CallContext, input: StopExecutionInput): object {
  const execution = requireExecution(context, input.executionArn);
  if (execution.status === "RUNNING") {
    end(context, execution, "ABORTED", { error: input.error ?? "", message: input.cause ?? "" });
  }
  return { stopDate: execution.stoppedAt };
}

function describeExecution(context: CallContext, input: DescribeExecutionInput): object {
  const execution = requireExecution(context, input.executionArn);
  return {
    ...summary(execution),
    input: execution.input,
    output: execution.output === undefined ? undefined : JSON.stringify(execution.output),
    error: execution.error,
    cause: execution.cause,
  };
}

/** ListExecutions: the newest first, a hundred a page unless told otherwise. */
function listExecutions(context: CallContext, input: ListExecutionsInput): object {
  const { arn } = requireMachine(context, input.stateMachineArn);
  const own = [...context.state(executions).values()].filter(
    ({ machineArn, status }) =>
      machineArn === arn && (input.statusFilter === undefined || status === input.statusFilter),
  );
  const page = pageOf(own.toReversed(), {
    token: input.nextToken,
    size: input.maxResults ?? 100,
    invalidToken,
  });
  return { executions: page.items.map(summary), nextToken: page.nextToken };
}

function getExecutionHistory(context: CallContext, input: GetExecutionHistoryInput): object {
  const { history } = requireExecution(context, input.executionArn);
  const events = history.map(({ id, at, type, details }) => ({
    id,
    previousEventId: id - 1,
    timestamp: at,
    type,
    ...(details === undefined ? {} : { [details[0]]: details[1] }),
  }));
  const page = pageOf(input.reverseOrder === true ? events.toReversed() : events, {
    token: input.nextToken,
    size: input.maxResults ?? 100,
    invalidToken,
  });
  return { events: page.items, nextToken: page.nextToken };
}

function describeStateMachine(context: CallContext, input: DescribeStateMachineInput): object {
  const machine = requireMachine(context, input.stateMachineArn);
  return {
    ...machineSummary(machine),
    status: "ACTIVE",
    definition: JSON.stringify(machine.definition),
    roleArn: machine.roleArn,
  };
}

function listStateMachines(context: CallContext, input: ListStateMachinesInput): object {
  const page = pageOf(stateMachinesHere(context), {
    token: input.nextToken,
    size: input.maxResults ?? 100,
    invalidToken,
  });
  return { stateMachines: page.items.map(machineSummary), nextToken: page.nextToken };
}

function begin(
  context: CallContext,
  machine: StateMachine,
  asked: { readonly name: string; readonly input: string | undefined },
): Execution {
  const input = asked.input ?? "{}";
  const kind = machine.type === "EXPRESS" ? "express" : "execution";
  const arn = machine.arn.replace(":stateMachine:", `:${kind}:`);
  return {
    arn: kind === "express" ? `${arn}:${asked.name}:${context.random.uuid()}` : `${arn}:${asked.name}`,
    name: asked.name,
    machineArn: machine.arn,
    roleArn: machine.roleArn,
    definition: machine.definition,
    input,
    startedAt: context.now,
    status: "RUNNING",
    stoppedAt: undefined,
    output: undefined,
    error: undefined,
    cause: undefined,
    state: statesOf(machine.definition).startAt,
    data: readInput(input),
    retries: {},
    task: undefined,
    history: [],
  };
}

function readInput(text: string): Json {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    throw clientFault("InvalidExecutionInput", `Invalid State Machine Execution Input: '${text}'`);
  }
}

function requireExecution(context: CallContext, arn: string | undefined): Execution {
  const found = context.state(executions).get(arn ?? "");
  if (found !== undefined) return found;
  throw clientFault("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
}

function summary(execution: Execution): Record<string, unknown> {
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machineArn,
    name: execution.name,
    status: execution.status,
    startDate: execution.startedAt,
    stopDate: execution.stoppedAt,
  };
}

function machineSummary({ arn, name, type, updatedAt }: StateMachine): Record<string, unknown> {
  return { stateMachineArn: arn, name, type, creationDate: updatedAt };
}

function onExecution(
  action: string,
): (
  context: CallContext,
  input: { readonly executionArn?: string | undefined },
) => readonly { readonly action: string; readonly resource: string }[] {
  return (_context, { executionArn = "*" }) => [{ action: `states:${action}`, resource: executionArn }];
}

function invalidToken(): ReturnType<typeof clientFault> {
  return clientFault("InvalidToken", "Invalid Token: the token is not one that was handed out");
}
