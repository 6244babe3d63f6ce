import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import type { Clock } from "../domain/clock.ts";
import type { ApplicationRecord, ComponentRecord } from "../domain/copilot-records.ts";
import type { Registry, RegistryEnd, RegistryEntry } from "../domain/registry.ts";
import { withoutWorkload, withWorkload } from "../registry/change-registry.ts";
import { abortable } from "./abortable.ts";
import { changeStackSet, instanceRegions, type StackSetTarget } from "./change-stack-set.ts";
import { emptyRepository } from "./empty-repository.ts";
import { goJson } from "./go-json.ts";
import type { Session, Sessions } from "./sessions.ts";
import type { StackListings } from "./stack-listings.ts";
import { codeOf, translateAwsError } from "./translate-error.ts";

/** Copilot's registers behind the port `Registry`: the StackSet and the records of the application's account. */
export function makeRegistry(
  sessions: Sessions,
  clock: Clock,
  listings: Pick<StackListings, "outdate"> = { outdate: () => undefined },
): Registry {
  const target = ({ name: application, tags, account }: ApplicationRecord): StackSetTarget => ({
    sessions,
    clock,
    application,
    tags,
    outdate: (region) => listings.outdate({ account, region }),
  });
  return {
    register: (entry, signal) => register(target(entry.application), entry, signal),
    forget: (entry, signal) => forget(target(entry.application), entry, signal),
  };
}

/** The StackSet first: a record without a repository would let a pipeline build what it cannot push (copilot-model.md 4.4). */
async function register(
  target: StackSetTarget,
  { application, component }: RegistryEntry,
  signal?: AbortSignal,
): Promise<RegistryEnd> {
  const workload = { name: component.name, withRepository: component.type !== "Static Site" };
  const entered = await changeStackSet(target, (read) => withWorkload(application, read, workload), signal);
  const written = await writeComponent(target.sessions.application(), component, signal);
  return entered === "changed" || written === "changed" ? "changed" : "unchanged";
}

/** Images before repositories, which CloudFormation deletes only when they are empty (copilot-model.md 4.6 and 8.7). */
async function forget(
  target: StackSetTarget,
  { application, workload }: Parameters<Registry["forget"]>[0],
  signal?: AbortSignal,
): Promise<RegistryEnd> {
  const { sessions } = target;
  const repository = `${application.name}/${workload}`;
  for (const region of await instanceRegions(sessions, application.name, signal))
    await emptyRepository(sessions.application(region), repository, signal);
  const removed = await changeStackSet(
    target,
    (read) => withoutWorkload(application, read, workload),
    signal,
  );
  const deleted = await deleteComponent(sessions.application(), application.name, workload, signal);
  return removed === "changed" || deleted === "changed" ? "changed" : "unchanged";
}

function componentName(application: string, workload: string): string {
  return `/copilot/applications/${application}/components/${workload}`;
}

/** Exactly as Copilot writes it (copilot-model.md 1.1); one that is there is left as it is. Needs `ssm:PutParameter` and `ssm:AddTagsToResource`. */
async function writeComponent(
  session: Session,
  { application, name, type }: ComponentRecord,
  signal?: AbortSignal,
): Promise<RegistryEnd> {
  const parameter = componentName(application, name);
  try {
    await session.ssm.send(
      new PutParameterCommand({
        Name: parameter,
        Description: `Copilot ${type} ${name}`,
        Type: "String",
        Value: goJson({ app: application, name, type }),
        Tags: [
          { Key: "copilot-application", Value: application },
          { Key: "copilot-service", Value: name },
        ],
      }),
      abortable(signal),
    );
    return "changed";
  } catch (error) {
    if (codeOf(error) === "ParameterAlreadyExists") return "unchanged";
    throw translateAwsError(error, `write the record of ${name} to ${parameter}`);
  }
}

/** Needs `ssm:DeleteParameter`. */
async function deleteComponent(
  session: Session,
  application: string,
  workload: string,
  signal?: AbortSignal,
): Promise<RegistryEnd> {
  const parameter = componentName(application, workload);
  try {
    await session.ssm.send(new DeleteParameterCommand({ Name: parameter }), abortable(signal));
    return "changed";
  } catch (error) {
    if (codeOf(error) === "ParameterNotFound") return "unchanged";
    throw translateAwsError(error, `delete the record ${parameter}`);
  }
}
