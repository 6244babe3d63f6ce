import type { Failure } from "../domain/failure.ts";
import { domainOf } from "../domain/partition.ts";
import { type AddonsScope, mergeAddons, type MergedAddons } from "../render/addons/merge-addons.ts";
import type { AddonsInputs } from "../render/inputs.ts";
import { sha256 } from "../template/digest.ts";
import { writeTemplate } from "../template/write-template.ts";
import type { Addons, TextFile } from "../workspace/workspace.ts";
import { type AddonFileNeed, addonFileNeeds, placeAddonFiles } from "./addons-files.ts";
import type { FileAnswer, FileQuestion } from "./commit-files.ts";
import type { ArtifactPlace, Placing } from "./placing.ts";

/** Whose addons they are: the name is the folder of the artifact bucket that they go to. */
export interface AddonsOwner {
  readonly scope: AddonsScope;
  readonly name: string;
}

/** The addons of a workload or of an environment, merged, and the files of the commit that they name; or why they cannot be used. */
export type ReadAddons =
  | { readonly kind: "none" }
  | {
      readonly kind: "merged";
      readonly merged: MergedAddons;
      readonly files: readonly AddonFileNeed[];
      readonly templates: readonly TextFile[];
    }
  | { readonly kind: "refused"; readonly failure: Failure };

/** Merges the files of an `addons/` folder; nothing is known yet of the files that they name. */
export function readAddons({ scope, name }: AddonsOwner, { templates, parameters }: Addons): ReadAddons {
  if (templates.length === 0) return { kind: "none" };
  const merged = mergeAddons(scope, [...templates, ...(parameters === undefined ? [] : [parameters])]);
  if (merged.kind === "refused") {
    const whose = scope === "environment" ? "the environments" : name;
    const failure = {
      disposition: "stall",
      reason: "AddonsInvalid",
      message: `the addons of ${whose} cannot be used: ${merged.fault.message}`,
      remedy: `Correct the file in a commit; until then what is deployed stays as it is.`,
    } as const;
    return { kind: "refused", failure };
  }
  return { kind: "merged", merged: merged.value, files: addonFileNeeds(merged.value.template), templates };
}

/** What the commit has to answer for the addons. */
export function addonFileQuestions(addons: ReadAddons): readonly FileQuestion[] {
  return addons.kind === "merged" ? addons.files.flatMap(({ question }) => question ?? []) : [];
}

/**
 * Gives the addons' files and the merged template that points at them their places in the artifact bucket, under Copilot's keys
 * (copilot-model.md 3.1). Undefined when there are no addons.
 */
export function placeAddons(
  owner: string,
  addons: ReadAddons,
  answers: ReadonlyMap<FileQuestion, FileAnswer>,
  place: ArtifactPlace,
): Placing<AddonsInputs | undefined> {
  switch (addons.kind) {
    case "none":
      return { kind: "placed", value: undefined, artifacts: [] };
    case "refused":
      return { ...addons, findings: [] };
    case "merged": {
      const { merged, files, templates } = addons;
      const placed = placeAddonFiles(merged.template, files, answers, place, { owner, templates });
      if (placed.kind === "refused") return placed;
      const template = placed.value;
      const content = writeTemplate(template);
      const key = `manual/addons/${owner}/${sha256(content)}.yml`;
      const templateUrl = `https://${place.bucket}.s3.${place.region}.${domainOf(place.region)}/${key}`;
      const artifact = { bucket: place.bucket, key, content: new TextEncoder().encode(content) };
      return {
        kind: "placed",
        value: { template, parameters: merged.parameters, templateUrl },
        artifacts: [...placed.artifacts, artifact],
      };
    }
  }
}
