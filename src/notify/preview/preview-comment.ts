import type { PullRequest } from "../../domain/pull-request.ts";
import type { Preview } from "../../domain/preview.ts";
import { shortCommit } from "../../domain/revision.ts";
import { withSecrets } from "../../domain/secret-values.ts";
import { redact } from "../../domain/redact.ts";
import { environmentSection, type SectionStyle } from "./environment-section.ts";
import { overviewTable } from "./overview.ts";
import { isEmpty, type OwnPart, ownParts } from "./own-part.ts";

/** What a comment below a pull request is made from. */
export interface PreviewCommentInputs {
  readonly application: string;
  readonly pull: Pick<PullRequest, "into" | "head">;
  /** The commit that is shown: of the merge, or its own alone, because it has conflicts or because nobody knows yet. */
  readonly of: "merge" | "conflicting-head" | "head";
  readonly preview: Preview;
  /** Values and accounts may be shown: everybody who can read the comment may know them. */
  readonly showsValues: boolean;
  /** Where the page tells more of an environment; undefined where it has no address. */
  readonly linkTo: (environment: string) => string | undefined;
}

/** The text of a comment. */
export interface PreviewComment {
  readonly text: string;
  /** Whether the pull request changes anything: one that does not needs no comment that is not there yet. */
  readonly isWorthSaying: boolean;
}

/** GitHub refuses a comment that is longer, in characters. */
export const longestComment = 65_536;

/** The first line of our comment, by which it is found again; readers do not see it. */
export function commentMark(application: string): string {
  return `<!-- autoland preview of ${application} -->`;
}

/**
 * What a pull request would change, for its readers: a table of the environments, then for each what it would do, with places in files
 * for what is wrong. What is due without it is kept apart. It fits into GitHub's limit whatever there is to tell: details go first.
 */
export function previewComment(inputs: PreviewCommentInputs): PreviewComment {
  const { preview } = inputs;
  const secrets = withSecrets(withSecrets(new Set(), preview.plan), preview.without);
  const parts = ownParts(preview);
  const style = {
    showsValues: inputs.showsValues,
    redacted: (text: string): string => redact(text, secrets),
  };
  const texts = lengths.map((length) => written(inputs, parts, { ...style, ...length }));
  const text = texts.find((each) => each.length <= longestComment);
  if (text === undefined) throw new Error("the shortest comment is too long");
  return { text, isWorthSaying: !parts.every(isEmpty) };
}

const all = Number.POSITIVE_INFINITY;

/** What is left out where it gets too long, the least important first. */
const lengths: readonly Pick<SectionStyle, "mostLines" | "mostEntries" | "mostSections">[] = [
  { mostLines: all, mostEntries: all, mostSections: all },
  { mostLines: 60, mostEntries: all, mostSections: all },
  { mostLines: 15, mostEntries: all, mostSections: all },
  { mostLines: 0, mostEntries: 100, mostSections: all },
  { mostLines: 0, mostEntries: 20, mostSections: 30 },
  { mostLines: 0, mostEntries: 3, mostSections: 10 },
  { mostLines: 0, mostEntries: 0, mostSections: 0 },
];

function written(inputs: PreviewCommentInputs, parts: readonly OwnPart[], style: SectionStyle): string {
  const { application } = inputs;
  const changed = parts.filter((part) => !isEmpty(part));
  const told = changed.slice(0, style.mostSections);
  const left = changed.length - told.length;
  return [
    `${commentMark(application)}\n### ${application}: what merging this would change`,
    introduction(inputs),
    overviewTable(parts, inputs, style.mostSections === all ? all : 40),
    ...told.map((part) => environmentSection(part, style)),
    ...(left === 0 ? [] : [`${left} more environments would change; they are left out for their length.`]),
    ...footnotes(inputs),
  ].join("\n\n");
}

function introduction({ pull, of, preview }: PreviewCommentInputs): string {
  const commit = `\`${shortCommit(pull.head)}\``;
  const against =
    preview.against === "live"
      ? "against what is deployed"
      : `against \`${pull.into}\` as it is: for a fork both are rendered without asking AWS`;
  return `${shown[of](commit, `\`${pull.into}\``, against)} Nothing was changed for this.`;
}

const shown: Readonly<
  Record<PreviewCommentInputs["of"], (commit: string, into: string, against: string) => string>
> = {
  merge: (commit, into, against) => `Commit ${commit} merged into ${into}, ${against}.`,
  "conflicting-head": (commit, into, against) =>
    `Commit ${commit} alone, ${against}: it has conflicts with ${into}.`,
  head: (commit, into, against) =>
    `Commit ${commit} alone, ${against}: GitHub has not said what merging it into ${into} gives.`,
};

function footnotes({ showsValues }: PreviewCommentInputs): readonly string[] {
  if (showsValues) return [];
  return ["<sub>Values are not shown here, for not everybody who reads this may know them.</sub>"];
}
