import type { TextMap } from "./stack.ts";
import type { Json, Template } from "./template.ts";

/** What policy judges before a stack is written: every template of it, and whose it is. */
export interface Judged {
  readonly application: string;
  readonly environment: string;
  /** Undefined for the environment's own stack. */
  readonly workload?: string;
  readonly account: string;
  readonly region: string;
  /** The account of the application: images and artifacts are there. */
  readonly applicationAccount: string;
  /** Name of the IAM policy that every role must carry, where the application has one. */
  readonly permissionsBoundary?: string;
  /** Artifact bucket of the region: what a template points at must be here. */
  readonly bucket: string;
  readonly parts: readonly JudgedPart[];
}

/** One template of a stack: its own, that of its addons, or one that the addons nest. */
export interface JudgedPart {
  readonly name: "stack" | "addons" | "nested";
  readonly template: Template;
  /** Values of parameters: text, or intrinsics of the parent stack. */
  readonly parameters: Readonly<Record<string, Json>>;
  /**
   * What Copilot's own rules make of the manifest, without task definition overrides and patches: the author is not judged for it.
   * Absent where the whole template is the author's.
   */
  readonly own?: Template;
  /** Files that the template came from, the likeliest first. */
  readonly sources: readonly { readonly path: string; readonly text: string }[];
}

/** Text values of a part's parameters; those that are intrinsics are left out. */
export function textParameters(part: JudgedPart): TextMap {
  const entries = Object.entries(part.parameters);
  return Object.fromEntries(
    entries.flatMap(([name, value]): [string, string][] =>
      typeof value === "string" || typeof value === "number" || typeof value === "boolean"
        ? [[name, String(value)]]
        : [],
    ),
  );
}
