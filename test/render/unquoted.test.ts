import * as fc from "fast-check";
import { expect, test } from "vitest";
import { unquoted } from "../../src/render/unquoted.ts";

test.each([
  ["a word", "nginx", "nginx"],
  ["an address with a port and a tag", "localhost:5000/web:1.2", "localhost:5000/web:1.2"],
  ["words with single blanks", "echo start all", "echo start all"],
  ["a flag", "--config=/etc/a.yml", "--config=/etc/a.yml"],
  ["a whole number", "8080", 8080],
  ["a version, which keeps its dots", "1.2.3", "1.2.3"],
  ["a truth value", "true", true],
  ["nothing", "", null],
  ["a word for nothing", "null", null],
  ["what YAML 1.1 took for a truth value", "yes", "yes"],
  ["a comment after a blank, which is dropped", "web # main", "web"],
  ["a hash without a blank before it", "web#main", "web#main"],
  ["blanks at the end, which are dropped", "web  ", "web"],
  ["quotes around it, which are dropped", `"a b"`, "a b"],
  ["a tag of CloudFormation", "!Ref LogGroup", { Ref: "LogGroup" }],
  ["a colon and a blank, which make a map", "start: all", { start: "all" }],
  ["a colon at the end of several lines, which cannot be read", "a\nb:", "a\nb:"],
  ["a bracket that nobody closes", "[ -f x", "[ -f x"],
  ["an alias to nothing", "*", "*"],
  ["a hyphen alone, which begins a list", "-", [null]],
])("%s", (_, text, meaning) => {
  expect(unquoted(text)).toEqual(meaning);
});

test("a word of letters stays as it is unless it is one of YAML's own words", () => {
  const reserved = new Set(["true", "false", "null"]);
  const words = fc.stringMatching(/^[a-zA-Z_/][a-zA-Z_/-]{0,20}$/);
  fc.assert(
    fc.property(words, (word) => {
      fc.pre(!reserved.has(word.toLowerCase()));
      expect(unquoted(word)).toBe(word);
    }),
  );
});
