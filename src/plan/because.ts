import type { Change, ChangeSubject } from "../domain/step-effects.ts";

/** The versions of Copilot whose templates are deployed and desired. */
export interface Versions {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** Why a step is needed, in sentences for people: the image first, since that is what most commits are about. */
export function becauseOf(changes: readonly Change[], versions: Versions): readonly string[] {
  const bySubject = Map.groupBy(changes, (change) => change.subject);
  return changeSubjects.flatMap((subject) => {
    const some = bySubject.get(subject);
    return some === undefined ? [] : [sentences[subject](some, versions)];
  });
}

/** All subjects, in the order in which they are told. */
const changeSubjects: readonly ChangeSubject[] = [
  "image",
  "parameter",
  "manifest",
  "template",
  "upgrade",
  "tag",
  "function-runtime",
  "function-code",
];

type Sentence = (changes: readonly Change[], versions: Versions) => string;

const sentences: Readonly<Record<ChangeSubject, Sentence>> = {
  image: (changes) =>
    changes.length === 1 ? `the image changes${to(changes[0])}` : `${changes.length} images change`,
  parameter: (changes) => `${list(changes)} ${changes.length === 1 ? "changes" : "change"}`,
  manifest: (changes) =>
    `the manifest changes ${count(changes.length, "place")} of the template (${list(resources(changes))})`,
  upgrade: (changes, versions) =>
    `${upgraded(versions)} in ${count(changes.length, "place")} (${list(resources(changes))})`,
  template: (changes) =>
    `the template differs in ${count(changes.length, "place")} (${list(resources(changes))})`,
  tag: (changes) =>
    `${count(changes.length, "tag")} ${changes.length === 1 ? "differs" : "differ"} (${list(changes)})`,
  "function-runtime": (changes) =>
    `its custom-resource functions move from ${changes[0]?.from ?? "an old runtime"} to ${changes[0]?.to ?? "a new one"}`,
  "function-code": (changes) => `the code of ${count(changes.length, "custom-resource function")} changes`,
};

function upgraded({ from, to: version }: Versions): string {
  if (from === "bootstrap") return "the environment was initialised and never deployed, and differs";
  if (from === undefined) return "the template, which names no version of Copilot, is renewed";
  return from === version
    ? `Autoland's template differs from that of Copilot ${from}`
    : `the template of Copilot ${from} becomes that of ${version ?? "another version"}`;
}

function to(change: Change | undefined): string {
  return change?.to === undefined ? "" : ` to ${change.to}`;
}

function resources(changes: readonly Change[]): readonly { readonly path: string }[] {
  const names = new Set(
    changes.map((change) =>
      change.path.startsWith("/")
        ? change.path
            .split("/")
            .slice(1, 3)
            .join(" ")
            .replace(/^Resources /, "")
        : `parameter ${change.path}`,
    ),
  );
  return [...names].map((path) => ({ path }));
}

/** At most four names, and how many there are besides. */
function list(items: readonly { readonly path: string }[]): string {
  const names = items.map((item) => item.path);
  return names.length <= 4
    ? names.join(", ")
    : `${names.slice(0, 4).join(", ")} and ${names.length - 4} more`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
