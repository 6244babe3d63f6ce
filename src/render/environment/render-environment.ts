import type { EnvironmentManifest } from "../../manifest/environment-manifest.ts";
import type { EnvironmentInputs } from "../inputs.ts";
import { RenderRefusal, type RenderResult } from "../refusal.ts";

/** Renders an environment. */
export function renderEnvironment(_manifest: EnvironmentManifest, _inputs: EnvironmentInputs): RenderResult {
  const fault = { code: "not-supported-yet", field: "", message: "environments are not rendered yet" };
  return { kind: "refused", faults: [new RenderRefusal(fault).fault] };
}
