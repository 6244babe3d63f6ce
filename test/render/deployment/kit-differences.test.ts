import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import type { Template } from "../../../src/domain/template.ts";
import { forDeployment } from "../../../src/render/deployment/for-deployment.ts";
import { mends } from "../../../src/render/deployment/mends.ts";
import { renderWorkload } from "../../../src/render/render-workload.ts";
import { compareTemplates } from "../../../src/template/compare-templates.ts";
import { templateJson } from "../../../src/template/template-json.ts";
import { defaultKit, discoverCases } from "../../conformance/kit.ts";
import { caseWorkload } from "../../conformance/workload-case.ts";

const hasKit = existsSync(defaultKit);
const because = hasKit ? "" : " (skipped: no conformance kit at ../shared/conformance)";

/** Where each mend may change a template. A mend that is not listed here may change nothing. */
const places: Readonly<Record<string, RegExp>> = {
  "command-texts": /^\/Resources\/TaskDefinition\/Properties\/ContainerDefinitions\//,
  "imported-load-balancer-metrics": /^\/Resources\/AutoScalingPolicyALB\w+\/.*\/Dimensions/,
  "topic-name-in-queue-policy": /^\/Resources\/\w+QueuePolicy\/Properties\/PolicyDocument\//,
  "partition-of-arns":
    /^\/Resources\/(?:CopyAssetsStateMachine|CopyAssetsStateMachineRole|EnvManagerS3Access)\//,
  "sdk-layer-of-region": /^\/Resources\/CustomDomainFunction\/Properties\/Layers/,
};

test("every mend says where it may change a template", () => {
  expect(mends.map(({ code }) => code).toSorted()).toEqual(Object.keys(places).toSorted());
});

test.skipIf(!hasKit)(
  `over all cases of the kit, the two renderings differ by the closed list only${because}`,
  () => {
    const unexplained: Record<string, readonly string[]> = {};
    const met = new Set<string>();
    for (const kitCase of discoverCases(defaultKit)) {
      if (kitCase.file.kind !== "workload") continue;
      const { manifest, inputs } = caseWorkload(kitCase, kitCase.file.inputs);
      const result = renderWorkload(manifest, inputs);
      if (result.kind === "refused") continue;
      const deployable = forDeployment(manifest, inputs, result.stack);
      if (deployable.kind === "refused") continue;
      const codes = deployable.mended.map(({ code }) => code);
      for (const code of codes) met.add(code);
      const paths = pathsThatDiffer(result.stack.template, deployable.stack.template);
      const strange = paths.filter((path) => !codes.some((code) => places[code]?.test(path)));
      if (strange.length > 0 || codes.length > paths.length) unexplained[kitCase.file.id] = strange;
      expect(deployable.stack.parameters).toEqual(result.stack.parameters);
      expect(deployable.stack.tags).toEqual(result.stack.tags);
    }
    expect(unexplained).toEqual({});
    expect(met).toContain("imported-load-balancer-metrics");
  },
);

function pathsThatDiffer(one: Template, other: Template): readonly string[] {
  return compareTemplates(templateJson(one), templateJson(other), { ignore: [] }).map(({ path }) => path);
}
