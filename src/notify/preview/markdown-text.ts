/** Written into a text where GitHub would otherwise see a mention, a reference or a link. */
const gap = "\u200B";

/**
 * A text on one line of Markdown, taken literally: what it comes from may be hostile. It makes no heading, table, image or comment, calls
 * nobody, refers to no issue and links nowhere. https://github.github.com/gfm/
 */
export function prose(text: string): string {
  return oneLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll(/[\\`*_[\]<>|~]/g, String.raw`\$&`)
    .replaceAll("@", `@${gap}`)
    .replaceAll(/#(?=\d)/g, `#${gap}`)
    .replaceAll(/\b(GH-)(?=\d)/gi, `$1${gap}`)
    .replaceAll("://", `:${gap}//`)
    .replaceAll(/\bwww\./gi, (word) => `${word.slice(0, -1)}${gap}.`);
}

/** The same as code within a line: inside of it GitHub reads nothing. */
export function code(text: string): string {
  const line = oneLine(text).replaceAll("|", "¦");
  const fence = "`".repeat(longestRun(line) + 1);
  const edge = /^`|`$/.test(line) || line === "" ? " " : "";
  return `${fence}${edge}${line}${edge}${fence}`;
}

/** Lines of code as a block, each cut to a length that can be read, indented by so many spaces. */
export function block(lines: readonly string[], indent: number): string {
  const shown = lines.map((line) => cut(`${/^ */.exec(line)?.[0] ?? ""}${oneLine(line)}`, 400));
  const fence = "`".repeat(Math.max(3, longestRun(shown.join("\n")) + 1));
  const before = " ".repeat(indent);
  return [fence, ...shown, fence].map((line) => `${before}${line}`).join("\n");
}

/** A text of at most so many characters, with a sign where it was cut. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

/** Without line ends, control characters and the marks that turn the direction of writing. */
function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}\u200B\u202A-\u202E\u2066-\u2069]+/gu, " ").trim();
}
