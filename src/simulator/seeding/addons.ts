import { createHash } from "node:crypto";
import { mergeAddons, type AddonsScope } from "../../render/addons/merge-addons.ts";
import type { AddonsInputs } from "../../render/inputs.ts";
import { writeTemplate } from "../../template/write-template.ts";
import type { Addons } from "../../workspace/workspace.ts";
import type { Caller } from "./caller.ts";
import { upload } from "./deploy-stack.ts";

/** Merges an addons folder and uploads the result under Copilot's key; undefined where there is none. */
export async function mergedAddons(
  caller: Caller,
  addons: Addons,
  place: { readonly scope: AddonsScope; readonly bucket: string; readonly folder: string },
): Promise<AddonsInputs | undefined> {
  if (addons.templates.length === 0) return undefined;
  const files = [...addons.templates, ...(addons.parameters === undefined ? [] : [addons.parameters])];
  const merged = mergeAddons(place.scope, files);
  if (merged.kind === "refused") {
    throw new Error(`cannot seed the addons of ${place.folder}: ${merged.fault.message}`);
  }
  const { template, parameters } = merged.value;
  const content = writeTemplate(template);
  const digest = createHash("sha256").update(content).digest("hex");
  const key = `manual/addons/${place.folder}/${digest}.yml`;
  const templateUrl = await upload(caller, { bucket: place.bucket, key, content });
  return { template, parameters, templateUrl };
}
