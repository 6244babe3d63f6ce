import type { Observed } from "../domain/observed.ts";
import type { Revision } from "../domain/revision.ts";
import type { AssetPrefix, StoredAsset } from "../domain/stored-assets.ts";
import type { FileAnswer } from "./commit-files.ts";
import { withRevision } from "./operator-variables.ts";

/** Where a build puts the files of one commit, and the file that it writes last. */
export interface BuildPlace {
  readonly prefix: AssetPrefix;
  /** Path below the prefix. */
  readonly complete: string;
}

/** What a build has put there; undefined when nobody had to look. */
export type BuildListing = Observed<readonly StoredAsset[]> | undefined;

/** The place of a commit's build: the operator's pattern with the commit put in. */
export function buildPlaceOf(
  pattern: { readonly s3: string; readonly region?: string; readonly complete: string },
  revision: Pick<Revision, "commit" | "branch">,
): BuildPlace {
  const [bucket = "", ...rest] = pattern.s3.slice("s3://".length).split("/");
  const prefix = `${withRevision(rest.join("/"), revision)}/`;
  return {
    prefix: { bucket, prefix, ...(pattern.region === undefined ? {} : { region: pattern.region }) },
    complete: pattern.complete,
  };
}

/** Its address for people. */
export function addressOf({ bucket, prefix }: AssetPrefix): string {
  return `s3://${bucket}/${prefix}`;
}

/**
 * Whether a source has to come from the build: the commit does not have it, or of the files that the site wants of it at most those
 * that keep a folder in Git (`.gitkeep`, `.gitignore`).
 */
export function isLeftToBuild(answer: FileAnswer): boolean {
  if (answer.kind === "missing") return true;
  return (
    answer.kind === "folder" &&
    answer.files.every(({ path }) => path.slice(path.lastIndexOf("/") + 1).startsWith(".git"))
  );
}
