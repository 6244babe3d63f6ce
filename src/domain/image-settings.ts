/** How builds tag images, as the operator says it. */
export interface ImageSettings {
  /** Patterns, in the order in which they are tried; Copilot's own spellings come after them. */
  readonly tags: readonly string[];
  /** How long the image of a commit may take, in milliseconds. */
  readonly wait: number;
  /** The CodeBuild project that is started for a commit whose image is missing; absent: builds begin by themselves. */
  readonly build?: { readonly project: string; readonly region?: string };
}

/** What holds when the operator says nothing. */
export const defaultImages: ImageSettings = { tags: [], wait: 3_600_000 };

const words = "commit|short|branch|workload|container";

/**
 * Whether a text is a pattern that makes tags of its own for commits or branches. A tag has up to 128 letters, digits, dots, dashes and
 * underscores, none of dot and dash first (https://docs.docker.com/reference/cli/docker/image/tag/).
 */
export function isTagPattern(text: string): boolean {
  const rest = text.replaceAll(new RegExp(`\\{(?:${words})\\}`, "g"), "x");
  return /\{(?:commit|short|branch)\}/.test(text) && /^\w[\w.-]{0,127}$/.test(rest);
}

/** Whether a pattern names a branch: such a tag moves, and says nothing of what passed in another environment. */
export function namesBranch(pattern: string): boolean {
  return pattern.includes("{branch}");
}
