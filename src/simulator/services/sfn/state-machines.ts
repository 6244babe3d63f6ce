import type { Json } from "../../../domain/template.ts";
import { isJsonMap } from "../../../template/json-pointer.ts";
import type { ResourceRecord } from "../../cloudformation/state.ts";
import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { asRecord } from "../../protocols/record.ts";
import { madeByStacks, textOf } from "../made-by-stacks.ts";

/** A state machine, as the stack made it. */
export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly type: "STANDARD" | "EXPRESS";
  readonly roleArn: string;
  readonly definition: Json;
  readonly updatedAt: Date;
}

/** Every state machine here. */
export function stateMachinesHere(context: CallContext): readonly StateMachine[] {
  return madeByStacks(context, "AWS::StepFunctions::StateMachine").map(machineOf);
}

/** The machine of an ARN, or Step Functions' refusal. */
export function requireMachine(context: CallContext, arn: string | undefined): StateMachine {
  const found = stateMachinesHere(context).find((machine) => machine.arn === arn);
  if (found !== undefined) return found;
  throw clientFault("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
}

function machineOf(resource: ResourceRecord): StateMachine {
  return {
    arn: resource.physicalId,
    name: resource.physicalId.split(":").at(-1) ?? "",
    type: textOf(resource, "StateMachineType") === "EXPRESS" ? "EXPRESS" : "STANDARD",
    roleArn: textOf(resource, "RoleArn") ?? "",
    definition: definitionOf(resource),
    updatedAt: resource.updatedAt,
  };
}

/** `DefinitionString`, or `Definition`, with the `${…}` of `DefinitionSubstitutions`. */
function definitionOf({ live: { properties } }: ResourceRecord): Json {
  const { DefinitionString, Definition, DefinitionSubstitutions } = properties;
  const values = asRecord(isJsonMap(DefinitionSubstitutions) ? DefinitionSubstitutions : {});
  const text = typeof DefinitionString === "string" ? DefinitionString : JSON.stringify(Definition ?? {});
  const filled = text.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) =>
    name in values ? String(values[name]) : whole,
  );
  const definition: Json = JSON.parse(filled);
  return definition;
}
