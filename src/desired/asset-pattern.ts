/**
 * A test for the patterns of `exclude` and `reinclude` as Copilot documents them: `*` matches everything, slashes too, `?` one
 * character, `[a-c]` and `[!abc]` one of or none of some. An unclosed bracket stands for itself, and a range that runs backwards
 * for nothing.
 * https://awscli.amazonaws.com/v2/documentation/api/latest/reference/s3/index.html#use-of-exclude-and-include-filters
 */
export function assetPattern(pattern: string): (path: string) => boolean {
  const expression = pattern.replaceAll(
    /\[(?<negation>!?)(?<characters>\]?[^\]]*)\]|[^]/gu,
    (part, negation: string | undefined, characters: string | undefined) => {
      if (characters !== undefined) return `[${negation === "!" ? "^" : ""}${classOf(characters)}]`;
      if (part === "*") return "[^]*";
      return part === "?" ? "[^]" : escaped(part);
    },
  );
  const compiled = new RegExp(`^${expression}$`, "u");
  return (path) => compiled.test(path);
}

function classOf(characters: string): string {
  return characters.replaceAll(
    /(?<first>[^])-(?<last>[^])|[^]/gu,
    (part, first: string | undefined, last: string | undefined) => {
      if (first === undefined || last === undefined) return escaped(part);
      return (first.codePointAt(0) ?? 0) <= (last.codePointAt(0) ?? 0)
        ? `${escaped(first)}-${escaped(last)}`
        : "";
    },
  );
}

function escaped(character: string): string {
  if (character === "-") return String.raw`\x2d`;
  return character.replace(/[$()*+.?[\\\]^{|}]/u, String.raw`\$&`);
}
