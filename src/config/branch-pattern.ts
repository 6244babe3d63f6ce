/**
 * What is wrong with a branch name or glob, or undefined. The signs of a glob are `*` (anything but a slash), `**`
 * (anything) and `?` (one character but a slash), none of which a branch can have in its name (git-check-ref-format(1)).
 */
export function faultOfBranchPattern(pattern: string): string | undefined {
  if (pattern === "") return "is empty";
  if (pattern.length > longestPattern) return `is longer than ${longestPattern} characters`;
  if (/[[\]{}]/.test(pattern)) return "uses brackets; of globs only `*`, `**` and `?` are known";
  if (/[\p{Cc} ~^:\\]|\.\.|@\{|\/\/|^\/|\/$|^-|\.lock$|\.$/u.test(pattern))
    return "cannot be the name of a branch";
  if (pattern.startsWith("refs/")) return "is a full reference; write the branch's name without refs/heads/";
  return undefined;
}

/** Whether a branch's name fits a pattern; letters count as they are written. */
export function branchMatcher(pattern: string): (branch: string) => boolean {
  if (!/[*?]/.test(pattern)) return (branch) => branch === pattern;
  const source = pattern
    .split(/(\*{2,}|\*|\?)/)
    .map(
      (part) =>
        wildcards.get(part.length > 2 && part.startsWith("**") ? "**" : part) ??
        part.replaceAll(/[\\^$.|+()[\]{}/-]/g, "\\$&"),
    )
    .join("");
  const expression = new RegExp(`^${source}$`, "s");
  return (branch) => expression.test(branch);
}

const longestPattern = 250;

const wildcards: ReadonlyMap<string, string> = new Map([
  ["*", "[^/]*"],
  ["**", ".*"],
  ["?", "[^/]"],
]);
