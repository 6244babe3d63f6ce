import type { ClientDefaults } from "../aws/sessions.ts";
import type { DraftEnvironment, DraftPipeline, KnownEnvironments } from "../config/draft-facts.ts";
import type { Clock } from "../domain/clock.ts";
import type { Json } from "../domain/template.ts";
import type { PipelineManifest } from "../manifest/pipeline-manifest.ts";
import { readPipelineManifest } from "../manifest/read-pipeline-manifest.ts";
import type { WorkspacePipeline } from "../workspace/workspace.ts";

/**
 * The environments that Parameter Store records; why it could not be read, when it could not. The SDK is loaded only here. Needs
 * `ssm:GetParameter` and `ssm:GetParametersByPath` on `/copilot/applications/<app>` and below.
 */
export async function readRecordedEnvironments(
  application: string,
  clients: ClientDefaults,
  clock: Clock,
  signal: AbortSignal,
): Promise<
  Extract<KnownEnvironments, { kind: "recorded" }> | { readonly kind: "unread"; readonly why: string }
> {
  const [{ makeSessions }, { readRecords }] = await Promise.all([
    import("../aws/sessions.ts"),
    import("../aws/read-records.ts"),
  ]);
  const records = await readRecords(makeSessions(clients, clock).application(), application, signal);
  // What was stopped is no answer about Parameter Store.
  signal.throwIfAborted();
  const { application: record, environments } = records;
  if (environments.kind === "unreadable")
    return { kind: "unread", why: `Parameter Store could not be read: ${environments.failure.message}` };
  if (record.kind === "absent" || environments.kind === "absent")
    return {
      kind: "unread",
      why: `Parameter Store has no application ${application} in this account and region; Copilot keeps its records where the application was made`,
    };
  return {
    kind: "recorded",
    account: record.kind === "present" ? record.value.account : undefined,
    environments: [...environments.value]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, environment]): DraftEnvironment => {
        if (environment.kind !== "present") return { name };
        const { account, region } = environment.value;
        return { name, place: { account, region } };
      }),
  };
}

/** What the pipelines' manifests say, and which of them cannot be read. */
export function readPipelines(pipelines: readonly WorkspacePipeline[]): {
  readonly pipelines: readonly DraftPipeline[];
  readonly unread: readonly string[];
} {
  const read: DraftPipeline[] = [];
  const unread: string[] = [];
  for (const { manifest: file } of pipelines) {
    const reading = readPipelineManifest(file.text, { file: file.path });
    const pipeline = reading.kind === "read" ? toDraft(file.path, reading.manifest) : undefined;
    if (pipeline !== undefined) read.push(pipeline);
    else {
      const why =
        reading.kind === "invalid"
          ? (reading.findings[0]?.message ?? "")
          : "source.properties.repository or branch is not text.";
      unread.push(`the pipeline ${file.path} cannot be read, and feeds nothing here: ${why}`);
    }
  }
  return { pipelines: read, unread };
}

/** Undefined where what should be text is none; nothing is guessed of a branch that YAML took for a number. */
function toDraft(file: string, { source, stages }: PipelineManifest): DraftPipeline | undefined {
  const { repository, branch } = source?.properties ?? {};
  if (!isTextOrNothing(repository) || !isTextOrNothing(branch)) return undefined;
  return {
    file,
    provider: source?.provider,
    repository: repository ?? undefined,
    branch: branch ?? undefined,
    stages: stages.map((stage) => ({
      environment: stage.name,
      needsApproval: stage.requires_approval === true,
      runsBuilds:
        (stage.test_commands ?? []).length > 0 ||
        Object.keys({ ...stage.pre_deployments, ...stage.post_deployments }).length > 0,
    })),
  };
}

function isTextOrNothing(value: Json | undefined): value is string | null | undefined {
  return value === undefined || value === null || typeof value === "string";
}
