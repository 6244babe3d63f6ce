import type { Json } from "../../../domain/template.ts";
import type { Cell } from "../../kernel/cells.ts";

/** One line of an execution's history. */
export interface HistoryEvent {
  readonly id: number;
  readonly at: Date;
  readonly type: string;
  /** The details member of the API and its content. */
  readonly details?: readonly [string, object];
}

/** An execution of a state machine. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly roleArn: string;
  /** The definition as it stood when the execution began. */
  readonly definition: Json;
  readonly input: string;
  readonly startedAt: Date;
  status: "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  stoppedAt: Date | undefined;
  output: Json | undefined;
  error: string | undefined;
  cause: string | undefined;
  /** Where it stands. */
  state: string;
  data: Json;
  /** How often each retrier of the present state was used, by its place. */
  retries: Record<string, number>;
  /** The ECS task that the present state waits for. */
  task: { readonly taskArn: string; readonly cluster: string } | undefined;
  readonly history: HistoryEvent[];
}

/** Executions of standard machines by ARN, the oldest first. */
export const executions: Cell<Map<string, Execution>> = {
  name: "sfn/executions",
  scope: "region",
  initial: () => new Map(),
};
