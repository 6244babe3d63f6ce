import type { Json } from "../../src/domain/template.ts";
import type { AddonsInputs, CodeLocation, RenderedStack } from "../../src/render/inputs.ts";
import { mergeAddons, type AddonsScope } from "../../src/render/addons/merge-addons.ts";
import type { TemplateExpectation } from "./case-file.ts";
import type { CaseOutcome, ProducedFile } from "./case-outcome.ts";
import { compareCase, compareParameters, differences, missingOfFragment } from "./compare-case.ts";
import { caseData, caseFolder, caseText, type KitCase } from "./kit.ts";
import { templateJson } from "../../src/template/template-json.ts";
import { readYaml } from "../../src/template/read-yaml.ts";

/** A case could not be rendered; its message becomes the case's problem. */
export class CaseFailure extends Error {
  override readonly name = "CaseFailure";
}

/** What the renderer made of a case. */
export interface RenderedCase {
  readonly stack: RenderedStack;
  readonly addons?: AddonsInputs;
}

/** Compares what was rendered with what a case expects, and keeps it for `--out`. */
export function templateOutcome(
  kitCase: KitCase,
  expect: TemplateExpectation | undefined,
  rendered: RenderedCase,
): CaseOutcome {
  const { template, parameters, tags } = rendered.stack;
  const content: Json = templateJson(template);
  const params: Json = { Parameters: parameters, Tags: tags };
  const produced = [
    producedFile(kitCase, "template.json", content),
    producedFile(kitCase, "params.json", params),
    ...(rendered.addons === undefined
      ? []
      : [producedFile(kitCase, "addons-template.json", templateJson(rendered.addons.template))]),
  ];
  const common = { family: kitCase.family, id: kitCase.file.id, produced };
  if (expect === undefined) {
    return { ...common, status: "skipped", problems: ["the case has no expectation"], notes: [] };
  }
  const compared = compareCase(caseData(kitCase, expect.template), content, expect);
  const problems = [
    ...compared.problems,
    ...(expect.params === undefined ? [] : compareParameters(caseData(kitCase, expect.params), params)),
    ...addonsProblems(kitCase, expect, rendered.addons),
    ...(expect.fragments ?? []).flatMap((file) => missingOfFragment(fragment(kitCase, file), content)),
  ];
  return { ...common, status: problems.length === 0 ? "passed" : "failed", problems, notes: compared.notes };
}

/** The outcome of a case that was not rendered. */
export function failedOutcome(kitCase: KitCase, error: unknown): CaseOutcome {
  const problem =
    error instanceof CaseFailure
      ? error.message
      : `the renderer threw ${error instanceof Error ? error.stack : String(error)}`;
  const { family, file } = kitCase;
  return { family, id: file.id, status: "failed", problems: [problem], notes: [], produced: [] };
}

/** The addons of a case as a rendering takes them, or undefined when it has none. */
export function addonsInputs(
  kitCase: KitCase,
  scope: AddonsScope,
  folder: string | undefined,
  templateUrl: string | undefined,
): AddonsInputs | undefined {
  if (folder === undefined) return undefined;
  const merged = mergeAddons(scope, caseFolder(kitCase, folder));
  if (merged.kind === "refused") throw new CaseFailure(`the addons are refused: ${merged.fault.message}`);
  return { ...merged.value, ...(templateUrl === undefined ? {} : { templateUrl }) };
}

/** Where custom-resource code is, from its S3 URLs (`https://bucket.s3.region.amazonaws.com/key`). */
export function codeLocations(
  urls: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, CodeLocation>> | undefined {
  if (urls === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(urls).map(([name, url]) => {
      const { hostname, pathname } = new URL(url);
      return [name, { bucket: hostname.replace(/\.s3[.-].*$/, ""), key: pathname.slice(1) }];
    }),
  );
}

function addonsProblems(
  kitCase: KitCase,
  expect: TemplateExpectation,
  addons: AddonsInputs | undefined,
): readonly string[] {
  if (expect.addons_template === undefined) return [];
  const wanted = caseData(kitCase, expect.addons_template);
  const given: Json = addons === undefined ? {} : templateJson(addons.template);
  return differences(wanted, given).problems.map((problem) => `addons template: ${problem}`);
}

function fragment(kitCase: KitCase, file: string): Json {
  const reading = readYaml(`Resources:\n${caseText(kitCase, file)}`);
  if (reading.kind === "read") return reading.value;
  throw new CaseFailure(`${file} cannot be read: ${reading.fault.message}`);
}

function producedFile(kitCase: KitCase, name: string, content: Json): ProducedFile {
  const folder = kitCase.file.kind === "environment" ? "environments" : "workloads";
  return { path: `${folder}/${kitCase.file.id}/${name}`, content };
}
