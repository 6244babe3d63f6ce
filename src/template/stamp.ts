import type { Template } from "../domain/template.ts";

/** What Autoland leaves in the `Metadata` of a template that it deploys, for people and for itself. It never makes a difference. */
export interface Stamp {
  readonly repository: string;
  readonly branch: string;
  readonly commit: string;
  /** Digest of the desired stack. */
  readonly digest: string;
}

/** The template with a stamp under `Metadata.Autoland`. */
export function withStamp(template: Template, stamp: Stamp): Template {
  return {
    ...template,
    Metadata: {
      ...template.Metadata,
      Autoland: {
        Repository: stamp.repository,
        Branch: stamp.branch,
        Commit: stamp.commit,
        Digest: stamp.digest,
      },
    },
  };
}

/** Whether Autoland deployed a template. */
export function isStamped(template: Template): boolean {
  return stampOf(template) !== undefined;
}

/** The stamp of a deployed template; undefined when Autoland did not deploy it, or somebody changed the stamp's shape. */
export function stampOf(template: Template): Stamp | undefined {
  const found = template.Metadata?.["Autoland"];
  if (typeof found !== "object" || found === null || Array.isArray(found)) return undefined;
  const {
    Repository: repository,
    Branch: branch,
    Commit: commit,
    Digest: digest,
  } = found as Readonly<Record<string, unknown>>;
  if (typeof repository !== "string" || typeof branch !== "string") return undefined;
  if (typeof commit !== "string" || typeof digest !== "string") return undefined;
  return { repository, branch, commit, digest };
}
