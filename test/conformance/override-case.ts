import type { Json } from "../../src/domain/template.ts";
import { mergeAddons } from "../../src/render/addons/merge-addons.ts";
import { classifyOutputs } from "../../src/render/addons/classify-outputs.ts";
import { applyYamlPatches } from "../../src/render/overrides/apply-yaml-patches.ts";
import type { OverrideFault, OverrideResult } from "../../src/render/overrides/override-fault.ts";
import { applyPathRules } from "../../src/render/overrides/task-definition-overrides.ts";
import { readYamlPatches } from "../../src/render/overrides/yaml-patches.ts";
import { isJsonList, isJsonMap } from "../../src/template/json-pointer.ts";
import { templateJson } from "../../src/template/template-json.ts";
import { readYaml } from "../../src/template/read-yaml.ts";
import type { OverrideCaseFile, OverrideExpectation } from "./case-file.ts";
import type { CaseOutcome } from "./case-outcome.ts";
import { differences } from "./compare-case.ts";
import { caseData, caseFolder, caseText, type KitCase } from "./kit.ts";

/** What an override case came to, in the words of the kit. */
interface OverrideOutcome {
  readonly outcome: "ok" | "error";
  readonly code?: string;
  readonly path?: string;
  readonly key?: string;
  readonly patchIndex?: number;
  readonly document?: Json;
  readonly parameters?: Json;
}

const folders = {
  "yaml-patch": "yamlpatch",
  "task-definition-override": "taskdef",
  "addons-merge": "addons",
  "addon-outputs": "addon-outputs",
} as const;

/** Runs a case of the family overrides and compares its outcome. */
export function runOverrideCase(kitCase: KitCase, file: OverrideCaseFile): CaseOutcome {
  const outcome = outcomeOf(kitCase, file);
  const path = `overrides/${folders[file.kind]}/${file.id}/result.json`;
  const produced = [{ path, content: { ...outcome } }];
  const common = { family: kitCase.family, id: file.id, produced };
  if (file.expect === undefined) {
    return { ...common, status: "skipped", problems: ["the case has no expectation"], notes: [] };
  }
  const problems =
    outcome.outcome === "error" && file.expect.outcome === "error"
      ? faultProblems(outcome, file.expect)
      : documentProblems(kitCase, outcome, file.expect);
  return { ...common, status: problems.length === 0 ? "passed" : "failed", problems, notes: [] };
}

function outcomeOf(kitCase: KitCase, file: OverrideCaseFile): OverrideOutcome {
  switch (file.kind) {
    case "yaml-patch":
      return patched(caseData(kitCase, file.inputs.template), caseText(kitCase, file.inputs.patches));
    case "task-definition-override":
      return overridden(caseData(kitCase, file.inputs.template), caseData(kitCase, file.inputs.rules));
    case "addons-merge":
      return merged(file.inputs.scope, caseFolder(kitCase, file.inputs.addons_dir));
    case "addon-outputs":
      return classified(caseText(kitCase, file.inputs.template));
  }
}

function patched(template: Json, patches: string): OverrideOutcome {
  const reading = readYamlPatches(patches);
  if (reading.kind === "refused") return faultOf(reading.fault);
  return resultOf(applyYamlPatches(template, reading.patches));
}

function overridden(template: Json, rules: Json): OverrideOutcome {
  const items = isJsonList(rules) ? rules.filter(isJsonMap) : [];
  return resultOf(
    applyPathRules(
      template,
      items.map(({ path, value }) => ({ path: typeof path === "string" ? path : "", value: value ?? null })),
    ),
  );
}

function resultOf(result: OverrideResult): OverrideOutcome {
  if (result.kind === "refused") return faultOf(result.fault);
  return { outcome: "ok", document: result.document };
}

function faultOf({ code, index, path }: OverrideFault): OverrideOutcome {
  return {
    outcome: "error",
    code,
    ...(index === undefined ? {} : { patchIndex: index }),
    ...(path === undefined ? {} : { path }),
  };
}

function merged(
  scope: "workload" | "environment",
  files: readonly { path: string; text: string }[],
): OverrideOutcome {
  const result = mergeAddons(scope, files);
  if (result.kind === "refused") {
    const { code, key } = result.fault;
    return { outcome: "error", code, ...(key === undefined ? {} : { key }) };
  }
  const { template, parameters } = result.value;
  return { outcome: "ok", document: templateJson(template), parameters };
}

function classified(text: string): OverrideOutcome {
  const reading = readYaml(text);
  if (reading.kind === "unreadable") return { outcome: "error", code: reading.fault.code };
  const result = classifyOutputs(reading.value);
  if (result.kind === "refused") {
    const { code, key } = result.fault;
    return { outcome: "error", code, ...(key === undefined ? {} : { key }) };
  }
  const document = result.value.map(({ name, use }) => ({
    name,
    secret: use === "secret",
    managed_policy: use === "managed-policy",
    security_group: use === "security-group",
  }));
  return { outcome: "ok", document };
}

function faultProblems(outcome: OverrideOutcome, expect: OverrideExpectation): readonly string[] {
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ["code", outcome.code, expect.code],
    ["patch_index", outcome.patchIndex, expect.patch_index],
    ["path", outcome.path, expect.path],
    ["key", outcome.key, expect.key],
  ];
  return pairs
    .filter(([, given, wanted]) => wanted !== undefined && given !== wanted)
    .map(
      ([name, given, wanted]) => `${name} is ${JSON.stringify(given)}, expected ${JSON.stringify(wanted)}`,
    );
}

function documentProblems(
  kitCase: KitCase,
  outcome: OverrideOutcome,
  expect: OverrideExpectation,
): readonly string[] {
  if (outcome.outcome !== expect.outcome) {
    const given = outcome.code === undefined ? outcome.outcome : `${outcome.outcome} ${outcome.code}`;
    return [`the outcome is ${given}, expected ${[expect.outcome, expect.code].filter(Boolean).join(" ")}`];
  }
  const file = expect.template ?? expect.outputs;
  const problems =
    file === undefined ? [] : differences(caseData(kitCase, file), outcome.document ?? null).problems;
  if (!("parameters" in expect)) return problems;
  const wanted = expect.parameters === undefined ? {} : caseData(kitCase, expect.parameters);
  const found = outcome.parameters === undefined ? [] : differences(wanted, outcome.parameters).problems;
  return [...problems, ...found.map((problem) => `parameters${problem}`)];
}
