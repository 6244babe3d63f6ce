import { draftBranches } from "./draft-branches.ts";
import type { DraftFacts, DraftNote, KnownEnvironments } from "./draft-facts.ts";

/** A drafted configuration, or that there is no environment to draft one for. */
export type Draft =
  | {
      readonly kind: "drafted";
      /** The text of `autoland.yml`; `parseConfig` has nothing to say about it. */
      readonly config: string;
      /** What a person has to look at, each in one line; the text has them as comments. */
      readonly notes: readonly string[];
    }
  | { readonly kind: "no-environments" };

/**
 * Drafts a configuration in which every environment is only looked at. What was not known stands in comments that begin with
 * `CHECK`, where it matters. The application's name must be one (`isName`).
 */
export function draftConfig(facts: DraftFacts): Draft {
  const { source, branches, after, notes: found } = draftBranches(facts);
  if (branches.size === 0) return { kind: "no-environments" };
  const fed = [...branches.values()].flat();
  const notes = [...notesBefore(facts, source === undefined), ...found].map(({ at, text }) => ({
    // What is left out has no place of its own.
    at: typeof at === "object" && !fed.includes(at.environment) ? "branches" : at,
    text: oneLine(text),
  }));
  const notesAt = (at: "top" | "source" | "branches", indent: string): readonly string[] =>
    notes.filter((note) => note.at === at).flatMap(({ text }) => comment(`CHECK: ${text}`, indent));
  const lines = [
    `# Autoland's configuration of ${facts.application}, drafted by \`autoland init\`. It is the operator's file and is never read from`,
    "# a branch that is deployed. Nothing is changed with it: every environment is only looked at.",
    ...comment(originOf(facts.environments), ""),
    ...notesAt("top", ""),
    "#",
    "# Next:",
    ...(notes.length > 0 ? ["#   answer the comments that begin with CHECK, and take them out"] : []),
    "#   autoland plan --config FILE     what would be done, and why; changes nothing",
    "#   docs/adopt.md                   how an application is taken over, one environment at a time",
    "applications:",
    `  ${scalar(facts.application)}:`,
    ...notesAt("source", "    "),
    "    source:",
    ...(source?.kind === "github"
      ? [`      github: { repository: ${scalar(source.repository)} }`]
      : [`      git: { url: ${scalar(source?.url ?? facts.folder)} }`]),
    ...notesAt("branches", "    "),
    "    branches:",
    ...[...branches].map(
      ([branch, environments]) => `      ${scalar(branch)}: [${environments.map(scalar).join(", ")}]`,
    ),
    "    environments:",
    ...fed.flatMap((environment) => {
      const before = after.get(environment);
      return [
        ...notes
          .filter(({ at }) => typeof at === "object" && at.environment === environment)
          .flatMap(({ text }) => comment(`CHECK: ${text}`, "      ")),
        `      ${scalar(environment)}:${placeOf(facts.environments, environment)}`,
        "        mode: look",
        ...(before === undefined ? [] : [`        after: ${scalar(before)}`]),
      ];
    }),
  ];
  return { kind: "drafted", config: `${lines.join("\n")}\n`, notes: notes.map(({ text }) => text) };
}

function notesBefore(
  { environments, unread, folder }: DraftFacts,
  hasNoSource: boolean,
): readonly DraftNote[] {
  const top = unread.map((text): DraftNote => ({ at: "top", text }));
  if (environments.kind === "from-files")
    top.push({
      at: "top",
      text: `${environments.why}. The environments are those of copilot/environments and of the pipelines; which of them exist, and where, is not known.`,
    });
  else
    for (const { name, place } of environments.environments)
      if (place === undefined)
        top.push({
          at: "top",
          text: `the record of the environment ${name} in Parameter Store cannot be read.`,
        });
  if (hasNoSource)
    top.push({
      at: "source",
      text: `no pipeline names the repository; ${folder} is a folder of this machine. Write \`github: { repository: OWNER/NAME }\`, or the URL that git clones from.`,
    });
  return top;
}

function originOf(environments: KnownEnvironments): string {
  if (environments.kind === "from-files") return "Its environments come from the workspace's files.";
  const { account } = environments;
  const whose = account === undefined ? "" : ` of account ${oneLine(account)}`;
  return `Its environments come from Copilot's records in Parameter Store${whose}, branches and order from copilot/pipelines.`;
}

function placeOf(environments: KnownEnvironments, environment: string): string {
  if (environments.kind === "from-files") return "";
  const place = environments.environments.find(({ name }) => name === environment)?.place;
  return place === undefined ? "" : ` # ${oneLine(`account ${place.account}, ${place.region}`)}`;
}

/** Comments of at most some 120 columns; a line of what others wrote never ends one. */
function comment(text: string, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = `${indent}#`;
  for (const word of oneLine(text).split(" ")) {
    if (line.length + 1 + word.length > 120 && line.length > indent.length + 2) {
      lines.push(line);
      line = `${indent}#  `;
    }
    line = `${line} ${word}`;
  }
  return [...lines, line];
}

/** Without line breaks and characters that a terminal or YAML would act on. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{C}\p{Z}\s]+/gu, " ").trim();
}

/** Plain where YAML reads plain text as that text, else in quotes, without a character that a terminal would act on. */
function scalar(text: string): string {
  const isPlain = /^[A-Za-z/][\w./-]*$/.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text);
  if (isPlain) return text;
  return JSON.stringify(text).replaceAll(
    /[^\P{C}\p{Co}]|[\u2028\u2029]/gu,
    (letter) => `\\U${(letter.codePointAt(0) ?? 0).toString(16).padStart(8, "0")}`,
  );
}
