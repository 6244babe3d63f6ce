import type { ImageReference } from "./inputs.ts";

/**
 * The address of an image: its tag in the repository before its digest, and `latest` when neither is known. Images of
 * all containers but the main one share its repository, so that their tags begin with `tagPrefix`
 * (copilot-model.md 3.3).
 */
export function imageAddress(image: ImageReference, tagPrefix = ""): string {
  if (image.kind === "literal") return image.address;
  const { repository, tag = "", digest = "" } = image;
  if (tag === "" && digest !== "") return `${repository}@${digest}`;
  return `${repository}:${tagPrefix}${tag === "" ? "latest" : tag}`;
}
