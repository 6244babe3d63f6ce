import fc from "fast-check";
import { expect, test } from "vitest";
import type { EnvironmentPlan, Plan, Step } from "../../src/domain/plan.ts";
import { commentMark, longestComment, previewComment } from "../../src/notify/preview/preview-comment.ts";
import { commitOf } from "../slack/bench.ts";
import { heldBack, planWith, stepFor } from "../report/situations.ts";

/** Texts that a hostile manifest could bring into a comment, and long ones. */
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc.constantFrom(
    "``````",
    "</details></sub>",
    "-->",
    "<!--",
    "@acme/everyone closes #12 and GH-7",
    "| a | b |",
    "\r\n# heading\n\n- [x] done",
    "![pixel](https://evil.example/p.png) https://evil.example www.evil.example",
    "x".repeat(1_500),
    "`".repeat(700),
  ),
);
const changes = fc.array(fc.record({ path: text, from: text, to: text }), { maxLength: 15 });
const environment = fc.record({ changes, text, count: fc.integer({ min: 0, max: 12 }) });

function planOf(
  drawn: readonly { readonly changes: readonly unknown[]; readonly text: string; readonly count: number }[],
): Plan {
  const environments = drawn.map((each, index): EnvironmentPlan => {
    const place = { file: each.text, line: 1, column: 1 };
    const finding = { code: "x", severity: "error", place, field: each.text, message: each.text } as const;
    const steps = Array.from({ length: each.count }, (_, number) => {
      const step = stepFor(`w${number}`);
      return {
        ...step,
        kind: "update-stack",
        digest: `${index}/${number}`,
        changes: each.changes,
        because: [each.text],
      } as Step;
    });
    const held = {
      ...heldBack("ManifestInvalid", "web"),
      message: each.text,
      remedy: each.text,
      findings: [finding],
    };
    const [base] = planWith().environments;
    if (base === undefined) throw new Error("no environment");
    return {
      ...base,
      environment: `e${index}`,
      steps,
      held: [held],
      warnings: [{ ...finding, severity: "warning" }],
    };
  });
  return { ...planWith(), environments };
}

function commentOf(plan: Plan, showsValues: boolean): string {
  return previewComment({
    application: "shop",
    pull: { into: "develop", head: commitOf("a") },
    of: "merge",
    preview: { against: "live", plan, without: planWith(), places: new Map() },
    showsValues,
    linkTo: () => undefined,
  }).text;
}

/** What GitHub reads as Markdown: without blocks and spans of code. */
function readAsMarkdown(comment: string): string {
  return comment
    .replaceAll(/^ *(`{3,})\n[\s\S]*?^ *\1$/gm, "")
    .replaceAll(/(?<![`\\])(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, "");
}

test("whatever there is to tell, a comment fits into GitHub's limit and nothing in it is more than text", () => {
  fc.assert(
    fc.property(fc.array(environment, { minLength: 1, maxLength: 8 }), fc.boolean(), (drawn, showsValues) => {
      const comment = commentOf(planOf(drawn), showsValues);
      expect(comment.length).toBeLessThanOrEqual(longestComment);
      expect(comment.startsWith(`${commentMark("shop")}\n`)).toBe(true);
      const read = readAsMarkdown(comment).slice(commentMark("shop").length);
      expect(read).not.toMatch(/@\w|#\d|GH-\d|\w:\/\/|www\.\w/);
      expect(read).not.toMatch(/(?<!\\)!?\[[^\]]*\]\(/);
      expect(read.match(/(?<!\\)<(?!\/?(?:details|summary|sub)>)/g)).toBeNull();
      expect((read.match(/<details>/g) ?? []).length).toBe((read.match(/<\/details>/g) ?? []).length);
    }),
    { numRuns: 60 },
  );
});

test("a thousand stacks in fifty environments still make one comment, with each environment counted", () => {
  const drawn = Array.from({ length: 50 }, () => ({ changes: [], text: "because of it", count: 20 }));
  const comment = commentOf(planOf(drawn), true);
  expect(comment.length).toBeLessThanOrEqual(longestComment);
  expect(comment).toContain("| e39 | 20 to update, 1 held, 1 warning | applied |");
  expect(comment).toContain("left out for their length");
});
