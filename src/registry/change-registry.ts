import type { ApplicationRecord } from "../domain/copilot-records.ts";
import type { Template } from "../domain/template.ts";
import { type RegisteredWorkload, registryMetadata, type Registry } from "../render/application/registry.ts";
import {
  renderRegistry,
  repositoryId,
  repositoryOutput,
  repositoryResource,
} from "../render/application/render-registry.ts";
import type { RegistryReading } from "./read-registry.ts";

/** A registry that was read, with the template that it stands in. */
export interface ReadRegistry extends Omit<Extract<RegistryReading, { kind: "read" }>, "kind"> {
  readonly template: Template;
}

/** A template that is to be given to the StackSet, and the version that it counts. */
export interface RegistryChange {
  readonly template: Template;
  readonly version: number;
}

type Application = Pick<ApplicationRecord, "name" | "tags">;

/** What Copilot's `svc delete` writes in place of its own version; newer programs would take the application for ancient. */
const noVersion = new Set(["", "1.0"]);

/**
 * The template with a workload entered: its entry, its image repository and its output are added, the version counts on, and everything
 * else stays as Copilot wrote it. A workload that is entered already is entered with what it lacks. Undefined: nothing is lacking.
 */
export function withWorkload(
  application: Application,
  read: ReadRegistry,
  workload: RegisteredWorkload,
): RegistryChange | undefined {
  const { registry, template } = read;
  const known = registry.workloads.find(({ name }) => name === workload.name);
  const wanted = {
    name: workload.name,
    withRepository: workload.withRepository || known?.withRepository === true,
  };
  const hasRepository = template.Resources[repositoryId(workload.name)] !== undefined;
  if (known?.withRepository === wanted.withRepository && hasRepository === wanted.withRepository)
    return undefined;
  const others = registry.workloads.filter(({ name }) => name !== workload.name);
  return rewritten(application, read, { ...registry, workloads: [...others, wanted] });
}

/** The template without a workload, its repository and its output. Undefined: it is not entered. */
export function withoutWorkload(
  application: Application,
  read: ReadRegistry,
  workload: string,
): RegistryChange | undefined {
  const { registry, template } = read;
  const isListed = registry.workloads.some(({ name }) => name === workload);
  if (!isListed && template.Resources[repositoryId(workload)] === undefined) return undefined;
  const workloads = registry.workloads.filter(({ name }) => name !== workload);
  return without(rewritten(application, read, { ...registry, workloads }), repositoryId(workload));
}

/**
 * The template with an account that may use what the StackSet makes. Its root stands in the policies of every resource, so the template
 * is rendered anew, as Copilot does. Undefined: the account is listed.
 */
export function withAccount(
  application: Application,
  { registry, templateVersion }: ReadRegistry,
  account: string,
  newestVersion: string,
): RegistryChange | undefined {
  if (registry.accounts.includes(account)) return undefined;
  const next = { ...registry, accounts: [...registry.accounts, account], version: registry.version + 1 };
  const version = noVersion.has(templateVersion) ? newestVersion : templateVersion;
  return { template: renderRegistry(application, next, version).template, version: next.version };
}

/** The same content under the next version: an operation that failed in a region is repeated by it. */
export function repeated(application: Application, read: ReadRegistry): RegistryChange {
  return rewritten(application, read, read.registry);
}

function rewritten(application: Application, read: ReadRegistry, wanted: Registry): RegistryChange {
  const { template, templateVersion, layout } = read;
  const next = { ...wanted, version: wanted.version + 1 };
  const { version } = next;
  if (layout === "older")
    return { template: renderRegistry(application, next, templateVersion).template, version };
  const missing = next.workloads.filter(
    ({ name, withRepository }) => withRepository && template.Resources[repositoryId(name)] === undefined,
  );
  const { StackSetOpId: counter, ...outputs } = template.Outputs ?? {};
  const changed = {
    ...template,
    Metadata: { ...template.Metadata, ...registryMetadata(next, templateVersion) },
    Resources: {
      ...template.Resources,
      ...Object.fromEntries(
        missing.map(({ name }) => [repositoryId(name), repositoryResource(application.name, name, next)]),
      ),
    },
    Outputs: {
      ...outputs,
      ...Object.fromEntries(missing.map(({ name }) => [repositoryId(name), repositoryOutput(name)])),
      // Its change is what makes the operation reach every instance, changed repositories or not.
      StackSetOpId: { ...counter, Value: version },
    },
  };
  return { template: changed, version };
}

function without({ template, version }: RegistryChange, id: string): RegistryChange {
  const { [id]: _resource, ...resources } = template.Resources;
  const { [id]: _output, ...outputs } = template.Outputs ?? {};
  return { template: { ...template, Resources: resources, Outputs: outputs }, version };
}
