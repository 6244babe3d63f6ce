/** A text taken apart by shell rules, or why it cannot be: a quote that is not closed, or a lone backslash at the end. */
export type ShellWords =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "unfinished"; readonly what: "quote" | "escape" };

type State =
  | "between"
  | "word"
  | "escaped"
  | "double-quoted"
  | "escaped-in-quotes"
  | "single-quoted"
  | "comment";

/**
 * Splits a command as Copilot does, with the rules of github.com/google/shlex: blanks part words, quotes and
 * backslashes keep blanks, `#` at the start of a word begins a comment; nothing is expanded.
 */
export function shellWords(text: string): ShellWords {
  const words: string[] = [];
  let word = "";
  let state: State = "between";
  for (const character of text) {
    const step = next(state, character);
    word += step.appends ? character : "";
    if (step.ends) {
      words.push(word);
      word = "";
    }
    state = step.state;
  }
  if (state === "escaped" || state === "escaped-in-quotes") return { kind: "unfinished", what: "escape" };
  if (state === "double-quoted" || state === "single-quoted") return { kind: "unfinished", what: "quote" };
  if (state === "word") words.push(word);
  return { kind: "words", words };
}

interface Step {
  readonly state: State;
  readonly appends?: true;
  readonly ends?: true;
}

function next(state: State, character: string): Step {
  switch (state) {
    case "between":
      if (isBlank(character)) return { state };
      if (character === "#") return { state: "comment" };
      return inWord(character);
    case "word":
      if (isBlank(character)) return { state: "between", ends: true };
      return inWord(character);
    case "escaped":
      return { state: "word", appends: true };
    case "escaped-in-quotes":
      return { state: "double-quoted", appends: true };
    case "double-quoted":
      if (character === '"') return { state: "word" };
      return character === "\\" ? { state: "escaped-in-quotes" } : { state, appends: true };
    case "single-quoted":
      return character === "'" ? { state: "word" } : { state, appends: true };
    case "comment":
      return { state: character === "\n" ? "between" : state };
  }
}

function inWord(character: string): Step {
  if (character === '"') return { state: "double-quoted" };
  if (character === "'") return { state: "single-quoted" };
  if (character === "\\") return { state: "escaped" };
  return { state: "word", appends: true };
}

function isBlank(character: string): boolean {
  return character === " " || character === "\t" || character === "\r" || character === "\n";
}
