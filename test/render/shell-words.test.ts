import { expect, test } from "vitest";
import { shellWords } from "../../src/render/shell-words.ts";

test.each([
  ["nothing", "", []],
  ["blanks alone", "  \t\n ", []],
  ["blanks between words, however many", "a  b\tc\nd", ["a", "b", "c", "d"]],
  ["double quotes that keep blanks", '-c "echo start"', ["-c", "echo start"]],
  ["single quotes that keep everything", String.raw`'a "b" \c'`, [String.raw`a "b" \c`]],
  ["quotes in the middle of a word", `--name="two words"!`, ["--name=two words!"]],
  ["empty quotes, which are a word", `a "" b`, ["a", "", "b"]],
  ["a backslash that keeps a blank", String.raw`two\ words`, ["two words"]],
  ["a backslash inside double quotes", String.raw`"say \"hi\" \n"`, [`say "hi" n`]],
  ["a comment at the start of a word", "run # the server\nnow", ["run", "now"]],
  ["a hash inside a word", "a#b", ["a#b"]],
  ["dollars and globs, which nobody expands", "$HOME *.txt", ["$HOME", "*.txt"]],
])("%s", (_, text, words) => {
  expect(shellWords(text)).toEqual({ kind: "words", words });
});

test.each([
  ["a double quote that stays open", `"a`, "quote"],
  ["a single quote that stays open", "it's", "quote"],
  ["a backslash at the end", "a\\", "escape"],
  ["a backslash at the end, inside quotes", `"a\\`, "escape"],
])("%s is not finished", (_, text, what) => {
  expect(shellWords(text)).toEqual({ kind: "unfinished", what });
});
