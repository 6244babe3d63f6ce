import type { WorkloadType } from "../domain/copilot-records.ts";
import { templateVersion } from "../desired/template-version.ts";
import { unsetUpdateId } from "../desired/update-id.ts";
import type { EnvironmentManifest } from "../manifest/environment-manifest.ts";
import { readEnvironmentManifest } from "../manifest/read-environment-manifest.ts";
import type { WorkloadInputs } from "../render/inputs.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { loadFunctionCatalog } from "./function-catalog.ts";
import type { RenderInputsFile } from "./render-inputs-schema.ts";

/** What Copilot itself writes as the runtime of its functions. */
const copilotRuntime = "nodejs20.x";

/** Where a preview pretends the environment to be when it is not told. */
export const placeholders = { account: "111122223333", region: "us-east-1" } as const;

/**
 * Render inputs for a preview without AWS: what the file says, else what the workspace says of the environment, else what Copilot
 * renders for what it was not told. Images that are built have no address yet, as in Copilot's `package` without an upload.
 */
export async function previewInputs(request: {
  readonly workspace: Workspace;
  readonly environment: string;
  readonly file: RenderInputsFile;
  readonly asCopilot: boolean;
  readonly type: WorkloadType;
}): Promise<WorkloadInputs> {
  const { workspace, environment, file, asCopilot } = request;
  const { tags = {}, ...application } = file.application ?? {};
  const artifacts = file.artifacts ?? { bucket: "artifact-bucket" };
  return {
    application: { name: workspace.application, ...defined(application), tags },
    environment: {
      name: environment,
      manifest: environmentManifest(workspace, environment),
      templateVersion: file.environment?.templateVersion ?? templateVersion,
      serviceDiscoveryEndpoint:
        file.environment?.serviceDiscoveryEndpoint ?? `${environment}.${workspace.application}.local`,
      account: file.environment?.account ?? placeholders.account,
      region: file.environment?.region ?? placeholders.region,
    },
    artifacts: { bucket: artifacts.bucket, ...defined({ keyArn: artifacts.keyArn }) },
    images: Object.fromEntries(
      Object.entries(file.images ?? {}).map(([container, address]) => [
        container,
        { kind: "literal" as const, address },
      ]),
    ),
    envFiles: file.envFiles ?? {},
    ...defined({ assetMappingUrl: file.assetMappingUrl }),
    ...(asCopilot ? { functionRuntime: copilotRuntime } : await ourFunctions(request.type, artifacts.bucket)),
    templateVersion,
    additionalTags: file.additionalTags ?? {},
    updateId: unsetUpdateId,
  };
}

async function ourFunctions(
  type: WorkloadType,
  bucket: string,
): Promise<
  Pick<WorkloadInputs, "functionRuntime"> & {
    readonly functionCode: NonNullable<WorkloadInputs["functionCode"]>;
  }
> {
  const catalog = await loadFunctionCatalog();
  const locations = [...catalog.code(type)].map(([name, { key }]) => [name, { bucket, key }] as const);
  return { functionRuntime: catalog.runtime, functionCode: Object.fromEntries(locations) };
}

function environmentManifest(workspace: Workspace, environment: string): EnvironmentManifest {
  const file = workspace.environments.get(environment)?.manifest;
  const bare: EnvironmentManifest = { name: environment, type: "Environment" };
  if (file === undefined) return bare;
  const interpolation = { application: workspace.application, environment, variables: {} };
  const reading = readEnvironmentManifest(file.text, { file: file.path, interpolation });
  return reading.kind === "read" ? reading.manifest : bare;
}

/** Only the entries that have a value: an optional property is absent, never undefined. */
function defined<T extends object>(entries: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
}
