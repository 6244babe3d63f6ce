import type { KeptStack } from "./kept-stack.ts";

/** What the parts of a watch share. */
export interface WatchState {
  /** By `stackKey`. */
  readonly stacks: Map<string, KeptStack>;
  /** Whether a stack may be asked about now: nobody changes it, as far as is known. */
  readonly isQuiet: (stack: KeptStack) => boolean;
  /** Tells of what has become of the stack's application, if anything has. */
  readonly publish: (stack: KeptStack) => void;
}
