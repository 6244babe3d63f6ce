import { makeSimulatedAws } from "../../../src/simulator/simulated-aws.ts";
import { rootOf } from "../../../src/simulator/kernel/principal.ts";
import type { World, WorldOptions } from "../../../src/simulator/kernel/world.ts";

/** A simulated AWS with one caller in one account and region, and the calls that most tests make. */
export interface Stage {
  readonly world: World;
  readonly account: string;
  readonly region: string;
  readonly call: (action: string, input?: object, service?: string) => Promise<Record<string, unknown>>;
  /** Creates a stack from a template and waits for its end. */
  readonly create: (name: string, template: object, more?: object) => Promise<StackView>;
  readonly update: (name: string, template: object, more?: object) => Promise<StackView>;
  readonly remove: (name: string, more?: object) => Promise<StackView>;
  /** Waits until no operation runs on the stack, and describes it. */
  readonly settled: (nameOrId: string) => Promise<StackView>;
  readonly describe: (nameOrId: string) => Promise<StackView>;
  /** `LogicalId STATUS` of all events, oldest first. */
  readonly events: (nameOrId: string) => Promise<readonly string[]>;
  /** Creates a change set and waits until it is worked out. */
  readonly plan: (name: string, template: object, more?: object) => Promise<ChangeSetView>;
}

/** The parts of a described stack that tests look at. */
export interface StackView {
  readonly StackId: string;
  readonly StackStatus: string;
  readonly StackStatusReason?: string;
  readonly Outputs: readonly { readonly OutputKey: string; readonly OutputValue: string }[];
  readonly RoleARN?: string;
  readonly Parameters: readonly { readonly ParameterKey: string; readonly ParameterValue: string }[];
}

/** The parts of a described change set that tests look at. */
export interface ChangeSetView {
  readonly ChangeSetId: string;
  readonly Status: string;
  readonly StatusReason?: string;
  readonly ExecutionStatus: string;
  readonly Changes: readonly {
    readonly ResourceChange: {
      readonly Action: string;
      readonly LogicalResourceId: string;
      readonly Replacement?: string;
      readonly Scope: readonly string[];
      readonly ChangeSetId?: string;
      readonly Details: readonly {
        readonly Target: {
          readonly Attribute: string;
          readonly Name?: string;
          readonly RequiresRecreation: string;
        };
        readonly Evaluation: string;
        readonly ChangeSource: string;
        readonly CausingEntity?: string;
      }[];
    };
  }[];
}

const capabilities = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"];

/** Sets a stage. Time begins before Lambda blocks any runtime, unless told otherwise. */
export function setStage(
  options: Partial<WorldOptions> & { readonly account?: string; readonly region?: string } = {},
): Stage {
  const { account = "111111111111", region = "us-west-2", ...worldOptions } = options;
  const world = makeSimulatedAws({ seed: "stage", start: new Date("2026-06-01T08:00:00Z"), ...worldOptions });
  return stageOn(world, { account, region });
}

/** A stage on a world that stands already, for a caller who may do everything in the account; `rewrite` makes other input of a call's. */
export function stageOn(
  world: World,
  { account, region }: Pick<Stage, "account" | "region">,
  rewrite: (action: string, input: object) => object = (_action, input) => input,
): Stage {
  const credentials = world.issueCredentials(rootOf(account));
  const call: Stage["call"] = (action, input = {}, service = "cloudformation") =>
    world.call({ service, action, credentials, region, input: rewrite(action, input) });
  const describe: Stage["describe"] = async (nameOrId) => {
    const { Stacks } = await call("DescribeStacks", { StackName: nameOrId });
    return (Stacks as readonly StackView[])[0] as StackView;
  };
  const settled: Stage["settled"] = (nameOrId) =>
    world.run(
      (async () => {
        const { StackId } = await describe(nameOrId);
        for (;;) {
          const stack = await describe(StackId);
          if (!stack.StackStatus.endsWith("_IN_PROGRESS") || stack.StackStatus === "REVIEW_IN_PROGRESS")
            return stack;
          await world.clock.sleep(5000);
        }
      })(),
    );
  return {
    world,
    account,
    region,
    call,
    describe,
    settled,
    create: async (name, template, more = {}) => {
      const { StackId } = await call("CreateStack", request(name, template, more));
      return settled(String(StackId));
    },
    update: async (name, template, more = {}) => {
      await call("UpdateStack", request(name, template, more));
      return settled(name);
    },
    remove: async (name, more = {}) => {
      const { StackId } = await describe(name);
      await call("DeleteStack", { StackName: name, ...more });
      return settled(StackId);
    },
    events: async (nameOrId) => {
      const { StackEvents } = await call("DescribeStackEvents", { StackName: nameOrId });
      return (StackEvents as readonly { LogicalResourceId: string; ResourceStatus: string }[])
        .map((event) => `${event.LogicalResourceId} ${event.ResourceStatus}`)
        .toReversed();
    },
    plan: async (name, template, more = {}) => {
      const { Id } = await call("CreateChangeSet", {
        ChangeSetName: "plan",
        ...request(name, template, more),
      });
      return world.run(
        (async () => {
          for (;;) {
            const changeSet = await call("DescribeChangeSet", { ChangeSetName: Id });
            if (!/PENDING|IN_PROGRESS/.test(String(changeSet["Status"])))
              return changeSet as unknown as ChangeSetView;
            await world.clock.sleep(1000);
          }
        })(),
      );
    },
  };
}

function request(name: string, template: object, more: object): object {
  return { StackName: name, TemplateBody: JSON.stringify(template), Capabilities: capabilities, ...more };
}
