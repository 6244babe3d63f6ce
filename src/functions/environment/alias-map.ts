/**
 * The aliases of each workload as the environment stack's parameter `Aliases` holds them: `{"api":["a.example.com"]}`,
 * or empty text. Throws when the text is anything else. `name` is what the text is called in the message.
 */
export function readAliasMap(name: string, text: string): Map<string, readonly string[]> {
  if (text === "") return new Map();
  const map = new Map<string, readonly string[]>();
  for (const [workload, aliases] of Object.entries(parsed(name, text))) {
    if (!isTexts(aliases)) throw notAnAliasMap(name, text);
    map.set(workload, aliases);
  }
  return map;
}

function parsed(name: string, text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Reported below in the same words as any other wrong shape.
  }
  throw notAnAliasMap(name, text);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}

function notAnAliasMap(name: string, text: string): Error {
  return new Error(
    `${name} holds ${JSON.stringify(text.slice(0, 200))}; it takes JSON like {"api":["api.example.com"]} or nothing.`,
  );
}
