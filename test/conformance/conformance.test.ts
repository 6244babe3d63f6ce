import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/domain/template.ts";
import { pointerSteps, valueAt, withoutPath, withValue } from "../../src/template/json-pointer.ts";
import { isTemplate, readTemplate } from "../../src/template/read-template.ts";
import { writeTemplate } from "../../src/template/write-template.ts";
import { families } from "./case-outcome.ts";
import { compareCase, compareParameters, missingOfFragment } from "./compare-case.ts";
import { caseData, defaultKit, discoverCases } from "./kit.ts";
import { runKit } from "./run-kit.ts";

const kit = existsSync(path.join(defaultKit, "README.md")) ? defaultKit : undefined;
const because = kit === undefined ? " (skipped: no conformance kit at ../shared/conformance)" : "";

describe("the public cases of the conformance kit", () => {
  test.skipIf(kit === undefined).each(families)(
    `of the family %s all pass${because}`,
    (family) => {
      const outcomes = runKit(kit ?? "", { family });
      const failed = outcomes.filter(({ status }) => status !== "passed");
      expect(failed.map(({ id, problems }) => `${id}: ${problems.slice(0, 3).join("; ")}`)).toEqual([]);
      expect(outcomes.length).toBeGreaterThan(0);
    },
    300_000,
  );
});

test.skipIf(kit === undefined)(
  `each template that is rendered from the kit is read back from its text as it was${because}`,
  () => {
    const outcomes = (["environments", "workloads", "fuzz"] as const).flatMap((family) =>
      runKit(kit ?? "", { family }),
    );
    const templates = outcomes.flatMap(({ produced }) =>
      produced.filter(({ path }) => path.endsWith("template.json")),
    );
    expect(templates.length).toBeGreaterThan(0);
    for (const { path, content } of templates) {
      expect(isTemplate(content), path).toBe(true);
      if (!isTemplate(content)) continue;
      expect(readTemplate(writeTemplate(content)), path).toEqual({ kind: "read", template: content });
    }
  },
  300_000,
);

describe("the comparison with a case", () => {
  const expected: Json = {
    Description: "one",
    Resources: {
      Queue: { Type: "AWS::SQS::Queue", Properties: { Code: "a", Delay: 5, Tags: [{ Key: "a" }] } },
      Rewrite: {
        Type: "AWS::CloudFront::Function",
        Properties: {
          FunctionCode: "function handler(e){return e.request}",
          FunctionConfig: { Comment: "x" },
        },
      },
    },
  };

  test("finds nothing where only free texts, ignored places, random values and errata differ", () => {
    let produced = withValue(expected, "/Description", "other");
    produced = withValue(produced, "/Resources/Queue/Properties/Delay", 7);
    produced = withValue(produced, "/Resources/Queue/Properties/Tags/0/Key", "b");
    produced = withoutPath(produced, "/Resources/Queue/Properties/Code");
    const code = "function handler(event) { const { request } = event; return request; }";
    produced = withValue(produced, "/Resources/Rewrite/Properties/FunctionCode", code);
    const found = compareCase(expected, produced, {
      ignore: ["/Resources/Queue/Properties/Code"],
      random: ["/Resources/Queue/Properties/Delay"],
      errata: [{ path: "/Resources/Queue/Properties/Tags/0/Key", corrected: "b" }],
    });
    expect(found).toEqual({ problems: [], notes: [] });
  });

  test.each([
    ["a changed value", "/Resources/Queue/Properties/Delay", 6],
    ["a changed item", "/Resources/Queue/Properties/Tags", []],
    ["another type", "/Resources/Queue/Type", "AWS::SNS::Topic"],
    ["an added resource", "/Resources/More", { Type: "AWS::SQS::Queue" }],
    [
      "a function that does something else",
      "/Resources/Rewrite/Properties/FunctionCode",
      "function handler(e){e.request.uri='/x';return e.request}",
    ],
  ])("reports %s", (_what, place, value) => {
    const { problems } = compareCase(expected, withValue(expected, place, value), {});
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]).toContain(place);
  });

  test("notes a number that is written as text and fails nothing for it", () => {
    const { problems, notes } = compareCase(
      expected,
      withValue(expected, "/Resources/Queue/Properties/Delay", "5"),
      {},
    );
    expect(problems).toEqual([]);
    expect(notes).toHaveLength(1);
  });

  test("reports parameters and tags that differ, also by type", () => {
    const wanted = { Parameters: { A: "1", B: "2" }, Tags: { t: "x" } };
    expect(compareParameters(wanted, wanted)).toEqual([]);
    expect(compareParameters(wanted, { Parameters: { A: 1, C: "3" }, Tags: {} })).toHaveLength(4);
  });

  test("reports what a fragment has and the template lacks, and not what the template has besides", () => {
    expect(missingOfFragment({ a: { b: [1] } }, { a: { b: [1], c: 2 }, d: 3 })).toEqual([]);
    expect(missingOfFragment({ a: { b: [1], e: 1 } }, { a: { b: [2] } })).toHaveLength(2);
  });
});

test.skipIf(kit === undefined)(
  `each expected template is told from one in which a resource was tampered with${because}`,
  () => {
    const cases = discoverCases(kit ?? "").filter(
      ({ family }) => family === "workloads" || family === "environments",
    );
    expect(cases.length).toBeGreaterThan(0);
    for (const kitCase of cases) {
      const expected = caseData(kitCase, "expected-template.normalized.json");
      const place = "/Resources";
      const [id = ""] = Object.keys(valueAt(expected, place) ?? {});
      const tampered = withValue(expected, `${place}/${id}/Type`, "AWS::Tampered::With");
      expect(compareCase(expected, expected, {}).problems).toEqual([]);
      const { problems } = compareCase(expected, tampered, {});
      expect(problems.join()).toContain(pointerSteps(`${place}/${id}/Type`).join("/"));
    }
  },
);
