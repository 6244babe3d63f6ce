import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import type { Template } from "../../../src/domain/template.ts";
import { forDeployment } from "../../../src/render/deployment/for-deployment.ts";
import { mends } from "../../../src/render/deployment/mends.ts";
import { renderWorkload } from "../../../src/render/render-workload.ts";
import { compareTemplates } from "../../../src/template/compare-templates.ts";
import { templateJson } from "../../../src/template/template-json.ts";
import { caseEnvironment } from "../../conformance/environment-case.ts";
import { environmentForDeployment } from "../../../src/render/deployment/environment-for-deployment.ts";
import { renderEnvironment } from "../../../src/render/environment/render-environment.ts";
import { defaultKit, discoverCases, type KitCase } from "../../conformance/kit.ts";
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

/** What our functions change in a template, besides the mends: where their code is, and what runs it. */
const ofFunctions = /^\/Resources\/(\w+)\/Properties\/(?:Runtime|Code(?:\/.*)?)$/;

test.skipIf(!hasKit)(
  `over all workloads and environments of the kit, our functions change their runtime and code and nothing else${because}`,
  () => {
    const strange: Record<string, readonly string[]> = {};
    let changed = 0;
    for (const kitCase of discoverCases(defaultKit)) {
      const pair = withAndWithoutOurFunctions(kitCase);
      if (pair === undefined) continue;
      const paths = pathsThatDiffer(pair.without, pair.with);
      changed += paths.length;
      const isLambda = (path: string): boolean =>
        pair.without.Resources[ofFunctions.exec(path)?.[1] ?? ""]?.Type === "AWS::Lambda::Function";
      const others = paths.filter((path) => !isLambda(path));
      if (others.length > 0) strange[kitCase.file.id] = others;
    }
    expect(strange).toEqual({});
    expect(changed).toBeGreaterThan(1000);
  },
);

test.skipIf(!hasKit)(`an environment is deployed as Copilot renders it, or refused${because}`, () => {
  let compared = 0;
  for (const kitCase of discoverCases(defaultKit)) {
    if (kitCase.file.kind !== "environment") continue;
    const { manifest, inputs } = caseEnvironment(kitCase, kitCase.file.inputs);
    const result = renderEnvironment(manifest, inputs);
    if (result.kind === "refused") continue;
    const deployable = environmentForDeployment(manifest, inputs, "eu-west-1", result.stack);
    if (deployable.kind === "refused") continue;
    compared += 1;
    expect(deployable.stack).toEqual(result.stack);
  }
  expect(compared).toBeGreaterThan(10);
});

const ours = {
  functionRuntime: "nodejs24.x",
  functionCode: new Proxy(
    {},
    { get: (_all, name) => ({ bucket: "ours", key: `functions/${String(name)}.zip` }) },
  ),
};

/** Both templates of a case; undefined for cases that render nothing. */
function withAndWithoutOurFunctions(kitCase: KitCase): { without: Template; with: Template } | undefined {
  const { file } = kitCase;
  if (file.kind !== "workload" && file.kind !== "environment") return undefined;
  const render = (extra: Partial<typeof ours>) => {
    if (file.kind === "environment") {
      const { manifest, inputs } = caseEnvironment(kitCase, file.inputs);
      return renderEnvironment(manifest, { ...inputs, ...extra });
    }
    const { manifest, inputs } = caseWorkload(kitCase, file.inputs);
    return renderWorkload(manifest, { ...inputs, ...extra });
  };
  const [without, withOurs] = [render({}), render(ours)];
  if (without.kind === "refused" || withOurs.kind === "refused") return undefined;
  return { without: without.stack.template, with: withOurs.stack.template };
}

function pathsThatDiffer(one: Template, other: Template): readonly string[] {
  return compareTemplates(templateJson(one), templateJson(other), { ignore: [] }).map(({ path }) => path);
}
