import type { JsonMap } from "../../domain/template.ts";
import { ref } from "../../template/intrinsics.ts";
import { sortedEntries } from "../sorted.ts";
import { unquotedValue } from "../unquoted-value.ts";
import type { AppRunnerContext } from "./app-runner-context.ts";

/** Tags of an App Runner resource: Copilot's, and the manifest's sorted by key. App Runner does not take over the stack's. */
export function appRunnerTags({ manifest }: AppRunnerContext): readonly JsonMap[] {
  return [
    { Key: "copilot-application", Value: ref("AppName") },
    { Key: "copilot-environment", Value: ref("EnvName") },
    { Key: "copilot-service", Value: ref("WorkloadName") },
    ...sortedEntries(manifest.tags ?? {}).map(([key, value]) => ({
      Key: unquotedValue(key),
      Value: unquotedValue(value),
    })),
  ];
}
