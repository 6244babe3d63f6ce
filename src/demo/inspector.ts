import type { World } from "../simulator/kernel/world.ts";
import { rootOf } from "../simulator/kernel/principal.ts";
import { readTemplate } from "../template/read-template.ts";
import { stampOf } from "../template/stamp.ts";

/** A stack as CloudFormation itself describes it to the account's owner. */
export interface SeenStack {
  readonly name: string;
  readonly status: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** The commit in its stamp; undefined when Autoland never deployed it. */
  readonly commit: string | undefined;
  readonly templateText: string;
  readonly lastChanged: Date;
}

/** Looks into the simulated AWS with the accounts' own root, past everything of Autoland. */
export interface Inspector {
  /** Undefined when there is no such stack. */
  stack(account: string, region: string, name: string): Promise<SeenStack | undefined>;
  /** Calls from outside, since so many calls, that change something, as `service:Action`. */
  writesSince(calls: number): readonly string[];
  /** How many calls were made so far. */
  readonly calls: number;
}

/** Makes an inspector of a world. */
export function makeInspector(world: World): Inspector {
  const call = async (
    account: string,
    region: string,
    action: string,
    input: object,
  ): Promise<Record<string, unknown>> => {
    const credentials = world.issueCredentials(rootOf(account));
    return world.call({ service: "cloudformation", action, credentials, region, input });
  };
  return {
    stack: async (account, region, name) => {
      const described = await call(account, region, "DescribeStacks", { StackName: name }).catch(
        () => undefined,
      );
      const stack = (described?.["Stacks"] as readonly Described[] | undefined)?.[0];
      if (stack === undefined) return undefined;
      const template = await call(account, region, "GetTemplate", { StackName: name });
      return toSeen(stack, String(template["TemplateBody"]));
    },
    writesSince: (calls) =>
      world.log.records
        .slice(calls)
        .filter(
          (record) =>
            record.via === undefined && !/^(?:Get|List|Describe|BatchGet|Head|Assume)/.test(record.action),
        )
        .map((record) => `${record.service}:${record.action}`),
    get calls() {
      return world.log.records.length;
    },
  };
}

interface Described {
  readonly StackName: string;
  readonly StackStatus: string;
  readonly Parameters?: readonly { readonly ParameterKey: string; readonly ParameterValue: string }[];
  readonly CreationTime: Date;
  readonly LastUpdatedTime?: Date;
}

function toSeen(stack: Described, templateText: string): SeenStack {
  const reading = readTemplate(templateText);
  return {
    name: stack.StackName,
    status: stack.StackStatus,
    parameters: new Map((stack.Parameters ?? []).map((item) => [item.ParameterKey, item.ParameterValue])),
    commit: reading.kind === "read" ? stampOf(reading.template)?.commit : undefined,
    templateText,
    lastChanged: stack.LastUpdatedTime ?? stack.CreationTime,
  };
}
