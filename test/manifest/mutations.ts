/** A source of numbers from 0 to 1 that gives the same ones for the same seed (mulberry32). */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Pieces that YAML, interpolation, or one of our readers could stumble over. */
const pieces = [
  "",
  "~",
  "null",
  ":",
  ": :",
  "- ",
  "- - - ",
  "? ",
  "|",
  ">-",
  "|2",
  "[",
  "]",
  "{",
  "}",
  "{}",
  "[]",
  '"',
  "'",
  "\\",
  "#",
  "&a ",
  "*a",
  "&a [*a]",
  "<<: *a",
  "<<: [x]",
  "!Ref x",
  "!!binary eA==",
  "!!int x",
  "%YAML 1.1",
  "---",
  "...",
  "\t",
  "\r\n",
  "\u0000",
  "\ufeff",
  "\ud800",
  "é😀",
  "__proto__",
  "constructor",
  "toString",
  "${COPILOT_ENVIRONMENT_NAME}",
  "${__proto__}",
  "\\${X}",
  '["a", "b"]',
  '"[\\"a\\"]"',
  "-0",
  ".inf",
  ".nan",
  "0x7fffffffffffffff",
  "99999999999999999999999",
  "1e400",
  "1_000",
  "0777",
  "9223372036854775808ns",
  "-5s",
  "1h1h",
  "99999-1",
  "80/tcp/udp",
  "arn:",
  "::/0",
  "256.1.1.1/33",
  "environments:",
  "on",
  "2001-12-14t21:59:43.10-05:00",
] as const;

/** A text with a few random changes: pieces put in, lines moved, doubled, dropped or indented, values replaced. */
export function mutate(text: string, random: () => number): string {
  let result = text;
  const changes = 1 + Math.floor(random() * 4);
  for (let change = 0; change < changes; change += 1) result = changeOnce(result, random);
  return result;
}

function changeOnce(text: string, random: () => number): string {
  const pick = (length: number): number => Math.floor(random() * length);
  const piece = pieces[pick(pieces.length)] ?? "";
  const lines = text.split("\n");
  const line = pick(lines.length);
  switch (pick(9)) {
    case 0: {
      const at = pick(text.length + 1);
      return text.slice(0, at) + piece + text.slice(at);
    }
    case 1: {
      const at = pick(text.length + 1);
      return text.slice(0, at) + text.slice(at + 1 + pick(20));
    }
    case 2:
      return lines.toSpliced(line, 1).join("\n");
    case 3:
      return lines.toSpliced(line, 0, lines[pick(lines.length)] ?? "").join("\n");
    case 4:
      return lines.with(line, `${" ".repeat(pick(8))}${(lines[line] ?? "").trimStart()}`).join("\n");
    case 5:
      return lines.with(line, (lines[line] ?? "").replace(/:.*$/, `: ${piece}`)).join("\n");
    case 6:
      return lines.with(line, (lines[line] ?? "").replace(/[^ :-]+:/, `${piece || "x"}:`)).join("\n");
    case 7:
      return text.slice(0, pick(text.length + 1)) + "[".repeat(pick(3000)) + "{a: ".repeat(pick(300));
    default:
      return `${text}\nextra: &x [${`${piece}, `.repeat(pick(50))}]\nmore: [${"*x, ".repeat(pick(300))}]\n`;
  }
}
