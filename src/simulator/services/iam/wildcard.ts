const compiled = new Map<string, RegExp>();

/** Whether text matches a pattern of IAM: `*` stands for any text, `?` for one character. */
export function matchesPattern(pattern: string, text: string): boolean {
  if (pattern === "*") return true;
  if (!pattern.includes("*") && !pattern.includes("?")) return pattern === text;
  const known = compiled.get(pattern);
  const regex = known ?? new RegExp(`^${translate(pattern)}$`, "s");
  if (known === undefined) compiled.set(pattern, regex);
  return regex.test(text);
}

function translate(pattern: string): string {
  return pattern
    .replaceAll(/[\\^$.|+()[\]{}]/g, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
}
