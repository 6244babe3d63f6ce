import { isJsonMap } from "../../../template/json-pointer.ts";
import type { Json, JsonMap } from "../../../domain/template.ts";

/** Something that a state machine's run ends in, unless a retrier or a catcher takes it. */
export class StateError extends Error {
  override readonly name = "StateError";
  readonly error: string;

  constructor(error: string, cause: string) {
    super(cause);
    this.error = error;
  }
}

/** The states of a machine, or of a map's processor. https://states-language.net/#toplevelfields */
export interface States {
  readonly startAt: string;
  readonly states: Readonly<Record<string, JsonMap>>;
  readonly timeoutSeconds: number | undefined;
}

/** Reads a definition; throws `States.Runtime` for one that has no states. */
export function statesOf(definition: Json | undefined): States {
  if (!isJsonMap(definition) || !isJsonMap(definition["States"])) {
    throw new StateError("States.Runtime", "The definition has no states.");
  }
  const timeout = definition["TimeoutSeconds"];
  const states = Object.entries(definition["States"]).flatMap(([name, state]): [string, JsonMap][] =>
    isJsonMap(state) ? [[name, state]] : [],
  );
  return {
    startAt: textOf(definition["StartAt"]),
    states: Object.fromEntries(states),
    timeoutSeconds: timeout === undefined ? undefined : Number(timeout),
  };
}

/** A value as text: texts as they are, absent ones empty, everything else as JSON. */
export function textOf(value: Json | undefined): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A state of a machine by name. */
export function stateNamed({ states }: States, name: string): JsonMap {
  const state = states[name];
  if (state !== undefined) return state;
  throw new StateError("States.Runtime", `The definition has no state ${name}.`);
}
