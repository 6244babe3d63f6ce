import type { FakeService } from "./fake-aws.ts";
import { validationError } from "./fault.ts";

/** One stack of the fake CloudFormation. */
export interface FakeStack {
  readonly name: string;
  status: string;
  statusReason?: string;
  parameters: Record<string, string>;
  outputs: Record<string, string>;
  capabilities: readonly string[];
}

interface Update {
  readonly before: Record<string, string>;
  polls: number;
}

/**
 * CloudFormation as far as the environment controller meets it: an update runs for as many looks at the stack as it is
 * told, passes through its clean-up status, and may roll back.
 */
export class FakeCloudFormation {
  readonly stacks = new Map<string, FakeStack>();
  readonly updates: Readonly<Record<string, unknown>>[] = [];
  readonly #running = new Map<string, Update>();
  /** How many looks an update takes. */
  polls = 2;
  /** Says why an update with these parameters rolls back; undefined when it succeeds. */
  rollsBack: (parameters: Readonly<Record<string, string>>) => string | undefined = () => undefined;
  /** Outputs after an update, from the parameters. */
  outputsOf: (
    parameters: Readonly<Record<string, string>>,
    before: Record<string, string>,
  ) => Record<string, string> = (_, before) => before;
  /** Runs after an update ended, before anybody sees the stack. */
  afterUpdate: (stack: FakeStack) => void = () => undefined;

  readonly service: FakeService = ({ operation, input }) => {
    const stack = this.stacks.get(String(input["StackName"]));
    if (stack === undefined)
      throw validationError(`Stack with id ${String(input["StackName"])} does not exist`);
    if (operation === "DescribeStacks") return { Stacks: [this.#look(stack)] };
    if (operation === "UpdateStack") return this.#update(stack, input);
    throw new Error(`The fake CloudFormation has no ${operation}.`);
  };

  add(stack: Partial<FakeStack> & { readonly name: string }): FakeStack {
    const complete = { status: "UPDATE_COMPLETE", parameters: {}, outputs: {}, capabilities: [], ...stack };
    this.stacks.set(stack.name, complete);
    return complete;
  }

  /** Starts an operation that somebody else asked for and that ends after so many looks. */
  startElsewhere(stack: FakeStack, polls: number, status = "UPDATE_IN_PROGRESS"): void {
    this.#running.set(stack.name, { before: stack.parameters, polls });
    stack.status = status;
  }

  #look(stack: FakeStack): object {
    this.#progress(stack);
    return {
      StackName: stack.name,
      StackStatus: stack.status,
      StackStatusReason: stack.statusReason,
      Parameters: Object.entries(stack.parameters).map(([key, value]) => ({
        ParameterKey: key,
        ParameterValue: value,
      })),
      Outputs: Object.entries(stack.outputs).map(([key, value]) => ({ OutputKey: key, OutputValue: value })),
      Capabilities: [...stack.capabilities],
    };
  }

  #progress(stack: FakeStack): void {
    const update = this.#running.get(stack.name);
    if (update === undefined) return;
    update.polls -= 1;
    if (update.polls > 0) return;
    if (update.polls === 0) {
      const cause = this.rollsBack(stack.parameters);
      if (cause === undefined) {
        stack.status = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS";
        stack.outputs = this.outputsOf(stack.parameters, stack.outputs);
      } else {
        stack.status = "UPDATE_ROLLBACK_IN_PROGRESS";
        stack.statusReason = cause;
        stack.parameters = update.before;
      }
      return;
    }
    this.#running.delete(stack.name);
    stack.status = stack.status.startsWith("UPDATE_ROLLBACK")
      ? "UPDATE_ROLLBACK_COMPLETE"
      : "UPDATE_COMPLETE";
    this.afterUpdate(stack);
  }

  #update(stack: FakeStack, input: Readonly<Record<string, unknown>>): object {
    if (!/^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(stack.status)) {
      throw validationError(
        `Stack:arn:aws:cloudformation:stack/${stack.name} is in ${stack.status} state and can not be updated.`,
      );
    }
    const given = (input["Parameters"] ?? []) as readonly Readonly<Record<string, string>>[];
    const parameters: Record<string, string> = {};
    for (const { ParameterKey: key = "", ParameterValue: value, UsePreviousValue: previous } of given) {
      parameters[key] = previous === "true" ? (stack.parameters[key] ?? "") : (value ?? "");
    }
    const unknown = Object.keys(parameters).filter((key) => !(key in stack.parameters));
    if (unknown.length > 0)
      throw validationError(`Parameters: [${unknown.join(", ")}] do not exist in the template`);
    const same = Object.keys(stack.parameters).every((key) => parameters[key] === stack.parameters[key]);
    if (same) throw validationError("No updates are to be performed.");
    this.updates.push(input);
    this.#running.set(stack.name, { before: stack.parameters, polls: this.polls });
    stack.parameters = { ...stack.parameters, ...parameters };
    stack.status = "UPDATE_IN_PROGRESS";
    return { StackId: stack.name };
  }
}
