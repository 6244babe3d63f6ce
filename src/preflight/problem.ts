import type { Failure } from "../domain/failure.ts";

/** Something that is not as a stack needs it. `stop` keeps the stack from being written, `tell` does not. */
export interface Problem extends Pick<Failure, "reason" | "message"> {
  readonly weight: "stop" | "tell";
  /** A command, or an edit. */
  readonly remedy: string;
}
