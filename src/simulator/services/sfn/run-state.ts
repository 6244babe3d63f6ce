import type { Json, JsonMap } from "../../../domain/template.ts";
import { isJsonList, isJsonMap } from "../../../template/json-pointer.ts";
import type { CallContext } from "../../kernel/service.ts";
import { ruleHolds } from "./asl-choice.ts";
import { evaluate, fillTemplate, putAt, valueAt, type DataScope } from "./asl-data.ts";
import { StateError, stateNamed, statesOf, type States, textOf } from "./asl-definition.ts";
import { startTask } from "./integrations.ts";

/** What running a state came to. */
export type StateOutcome =
  | { readonly kind: "goes-on"; readonly next: string | undefined; readonly data: Json }
  | { readonly kind: "ends"; readonly data: Json }
  | {
      readonly kind: "sleeps";
      readonly seconds: number;
      readonly next: string | undefined;
      readonly data: Json;
    }
  | { readonly kind: "runs-task"; readonly taskArn: string; readonly cluster: string };

/** What a run of states is given besides its data. */
export interface RunScope {
  /** Acts as the state machine's role. */
  readonly context: CallContext;
  readonly contextObject: JsonMap;
}

/** The states that one run may enter, so that a machine that goes in circles ends. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const eventsAtMost = 25_000;

/** Runs one state at this instant; throws `StateError`. */
export function runState(states: States, name: string, data: Json, run: RunScope): StateOutcome {
  const state = stateNamed(states, name);
  const input = inputOf(state, data, run);
  const next = state["Next"] === undefined ? undefined : textOf(state["Next"]);
  switch (textOf(state["Type"])) {
    case "Pass":
      return {
        kind: "goes-on",
        next,
        data: outputOf(state, { data, result: state["Result"] ?? input, run }),
      };
    case "Succeed":
      return { kind: "ends", data: input };
    case "Fail":
      throw new StateError(textOf(state["Error"] ?? "States.Failed"), textOf(state["Cause"] ?? ""));
    case "Choice":
      return { kind: "goes-on", next: chosen(state, scopeOf(input, run)), data: input };
    case "Wait":
      return { kind: "sleeps", seconds: secondsOf(state, scopeOf(input, run)), next, data: input };
    case "Task": {
      const parameters = isJsonMap(input) ? input : {};
      const started = startTask(run.context, textOf(state["Resource"]), parameters);
      if (started.kind === "runs") return { ...started, kind: "runs-task" };
      return { kind: "goes-on", next, data: outputOf(state, { data, result: started.result, run }) };
    }
    case "Map":
      return {
        kind: "goes-on",
        next,
        data: outputOf(state, { data, result: mapped(state, input, run), run }),
      };
    case "Parallel": {
      const branches = isJsonList(state["Branches"]) ? state["Branches"] : [];
      const result = branches.map((branch) => runAtOnce(statesOf(branch), input, run));
      return { kind: "goes-on", next, data: outputOf(state, { data, result, run }) };
    }
    default:
      throw new StateError(
        "States.Runtime",
        `the simulated AWS does not know states of type ${textOf(state["Type"])}`,
      );
  }
}

/** What a state that is over hands on. https://states-language.net/#filters */
export function outputOf(
  state: JsonMap,
  { data, result, run }: { readonly data: Json; readonly result: Json; readonly run: RunScope },
): Json {
  const { ResultSelector, ResultPath, OutputPath } = state;
  const selected = ResultSelector === undefined ? result : fillTemplate(ResultSelector, scopeOf(result, run));
  const put =
    ResultPath === null
      ? data
      : ResultPath === undefined
        ? selected
        : putAt(data, textOf(ResultPath), selected);
  return OutputPath === undefined || OutputPath === null
    ? put
    : valueAt(textOf(OutputPath), scopeOf(put, run));
}

/** Runs states to their end at this instant: those of maps, of parallel branches and of express machines. */
export function runAtOnce(states: States, input: Json, run: RunScope): Json {
  let [at, data]: [string, Json] = [states.startAt, input];
  for (let entered = 0; entered < eventsAtMost; entered += 1) {
    const outcome = caught(states, at, data, () => runState(states, at, data, run));
    if (outcome.kind === "ends") return outcome.data;
    if (outcome.kind === "runs-task") {
      throw new StateError("States.Runtime", "tasks that are waited for stand at the top of a machine only");
    }
    data = outcome.data;
    if (outcome.next === undefined) return data;
    at = outcome.next;
  }
  throw new StateError("States.Runtime", "The execution reached the maximum number of history events.");
}

/** Runs a state; an error that one of its catchers takes leads on to the catcher's state. */
export function caught(states: States, name: string, data: Json, run: () => StateOutcome): StateOutcome {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    const catcher = handlerFor(stateNamed(states, name)["Catch"], error);
    if (catcher === undefined) throw error;
    const cause = { Error: error.error, Cause: error.message };
    const path = catcher["ResultPath"];
    return {
      kind: "goes-on",
      next: textOf(catcher["Next"]),
      data: path === null ? data : putAt(data, textOf(path ?? "$"), cause),
    };
  }
}

/** The retrier or catcher that names an error. `States.ALL` takes every error. */
export function handlerFor(list: Json | undefined, { error }: StateError): JsonMap | undefined {
  const handlers = isJsonList(list) ? list.filter(isJsonMap) : [];
  return handlers.find(({ ErrorEquals }) => {
    const names = isJsonList(ErrorEquals) ? ErrorEquals : [];
    return (
      names.includes("States.ALL") ||
      names.includes(error) ||
      (names.includes("States.TaskFailed") && error !== "States.Timeout")
    );
  });
}

function inputOf(state: JsonMap, data: Json, run: RunScope): Json {
  const { InputPath, Parameters } = state;
  const seen =
    InputPath === undefined ? data : InputPath === null ? {} : valueAt(textOf(InputPath), scopeOf(data, run));
  return Parameters === undefined || state["Type"] === "Map"
    ? seen
    : fillTemplate(Parameters, scopeOf(seen, run));
}

function mapped(state: JsonMap, input: Json, run: RunScope): Json {
  const items =
    state["ItemsPath"] === undefined ? input : valueAt(textOf(state["ItemsPath"]), scopeOf(input, run));
  if (!isJsonList(items)) {
    throw new StateError("States.Runtime", "Reference path of a Map state must lead to an array.");
  }
  const states = statesOf(state["ItemProcessor"] ?? state["Iterator"]);
  return items.map((item) => runAtOnce(states, item, run));
}

function chosen(state: JsonMap, scope: DataScope): string {
  const rules = isJsonList(state["Choices"]) ? state["Choices"].filter(isJsonMap) : [];
  const next = rules.find((rule) => ruleHolds(rule, scope))?.["Next"] ?? state["Default"];
  if (next !== undefined) return textOf(next);
  throw new StateError("States.NoChoiceMatched", "No choice rule matched, and there is no default.");
}

function secondsOf(state: JsonMap, scope: DataScope): number {
  const { Seconds, SecondsPath } = state;
  return Number(Seconds ?? evaluate(textOf(SecondsPath), scope));
}

function scopeOf(data: Json, { context, contextObject }: RunScope): DataScope {
  return { data, contextObject, uuid: () => context.random.uuid() };
}
