import type { ResourceRecord } from "../../cloudformation/state.ts";
import { clientFault } from "../../kernel/aws-fault.ts";
import { jsonErrors } from "../../kernel/error-style.ts";
import {
  operation,
  type CallContext,
  type NeededPermission,
  type ServiceModel,
} from "../../kernel/service.ts";
import { madeByStacks, textOf } from "../made-by-stacks.ts";
import { pageOf } from "../paging.ts";

/** Lambda, to be looked at: the functions that stacks made. What they do is played by CloudFormation's custom resources. */
export const lambdaService: ServiceModel = {
  name: "lambda",
  iamPrefix: "lambda",
  errors: jsonErrors,
  operations: {
    GetFunction: operation(getFunction, onFunction("GetFunction")),
    GetFunctionConfiguration: operation(getFunctionConfiguration, onFunction("GetFunctionConfiguration")),
    ListFunctions: operation(listFunctions),
  },
};

interface FunctionInput {
  readonly FunctionName?: string;
}

function getFunction(context: CallContext, input: FunctionInput): object {
  const made = requireFunction(context, input);
  return { Configuration: describe(context, made), Tags: made.live.tags };
}

function getFunctionConfiguration(context: CallContext, input: FunctionInput): object {
  return describe(context, requireFunction(context, input));
}

/** ListFunctions: fifty a page at most. */
function listFunctions(
  context: CallContext,
  input: { readonly Marker?: string; readonly MaxItems?: number },
): object {
  const page = pageOf(madeByStacks(context, "AWS::Lambda::Function"), {
    token: input.Marker,
    size: Math.min(input.MaxItems ?? 50, 50),
    invalidToken: () => clientFault("InvalidParameterValueException", "Invalid marker"),
  });
  return { Functions: page.items.map((made) => describe(context, made)), NextMarker: page.nextToken };
}

function onFunction(action: string): (context: CallContext, input: FunctionInput) => NeededPermission[] {
  return (context, { FunctionName = "" }) => [
    { action: `lambda:${action}`, resource: arnOf(context, FunctionName) },
  ];
}

function requireFunction(context: CallContext, { FunctionName = "" }: FunctionInput): ResourceRecord {
  const name = FunctionName.split(":").at(-1);
  const found = madeByStacks(context, "AWS::Lambda::Function").find(({ physicalId }) => physicalId === name);
  if (found !== undefined) return found;
  throw clientFault("ResourceNotFoundException", `Function not found: ${arnOf(context, FunctionName)}`, 404);
}

function arnOf({ partition, region, account }: CallContext, name: string): string {
  return name.startsWith("arn:") ? name : `arn:${partition}:lambda:${region}:${account}:function:${name}`;
}

function describe(context: CallContext, made: ResourceRecord): object {
  return {
    FunctionName: made.physicalId,
    FunctionArn: arnOf(context, made.physicalId),
    Runtime: textOf(made, "Runtime"),
    Handler: textOf(made, "Handler"),
    Role: textOf(made, "Role"),
    Timeout: Number(textOf(made, "Timeout") ?? 3),
    MemorySize: Number(textOf(made, "MemorySize") ?? 128),
    State: "Active",
    LastUpdateStatus: "Successful",
    LastModified: made.updatedAt.toISOString(),
  };
}
