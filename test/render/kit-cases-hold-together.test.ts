import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import type { Json } from "../../src/domain/template.ts";
import { isTemplate } from "../../src/template/read-template.ts";
import { defaultKit, discoverCases } from "../conformance/kit.ts";
import { runWorkloadCase } from "../conformance/workload-case.ts";
import { undefinedReferences } from "./support/undefined-references.ts";

const hasKit = existsSync(defaultKit);
const because = hasKit ? "" : " (skipped: no conformance kit at ../shared/conformance)";

/** Copilot's fault, named in the kit's README: an imported load balancer together with `count.requests`. */
const missingTargetGroup = "TargetGroup, below AutoScalingPolicyALBSumRequestCountPerTarget";

test.skipIf(!hasKit)(
  `the template of every case of the kit refers to nothing that it does not define${because}`,
  () => {
    const found: Record<string, readonly string[]> = {};
    const cases = discoverCases(defaultKit).filter(({ file }) => file.kind === "workload");
    for (const kitCase of cases) {
      const missing = missingIn(kitCase).filter((name) => name !== missingTargetGroup);
      if (missing.length > 0) found[kitCase.file.id] = missing;
    }
    expect(found).toEqual({});
    expect(cases.length).toBeGreaterThan(100);
  },
);

function missingIn(kitCase: ReturnType<typeof discoverCases>[number]): readonly string[] {
  if (kitCase.file.kind !== "workload") return [];
  const { produced, problems } = runWorkloadCase(kitCase, kitCase.file);
  const template: Json = produced.find(({ path }) => path.endsWith("/template.json"))?.content ?? null;
  return isTemplate(template) ? undefinedReferences(template) : problems;
}
