import { expect, test } from "vitest";
import { unquotedValue } from "../../src/render/unquoted-value.ts";

test.each([
  ["a word is itself", "web", "web"],
  ["a number is one", "42", 42],
  ["text ends before a comment", "web # main", "web"],
  ["nothing is null", "", null],
  ["quotes are taken away", '"a b"', "a b"],
  ["an intrinsic is one", "!Ref AppName", { Ref: "AppName" }],
  ["a list in brackets is one", "[a, b]", ["a", "b"]],
  ["a colon with a blank would break the template, so the text stays", "start: all", "start: all"],
  ["a hyphen with a blank would break it too", "- dash", "- dash"],
  ["so would a question mark with a blank", "? x", "? x"],
  ["a colon at the end as well", "a:", "a:"],
])("%s", (_, text, meaning) => {
  expect(unquotedValue(text)).toEqual(meaning);
});
