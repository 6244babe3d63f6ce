import { missingValue } from "../dns-delegation.ts";
import { withProperties, type Mend } from "./mend.ts";

/** The custom-domain function needs no layer: the SDK that it uses comes with the Lambda runtime (copilot-model.md 6). */
export const sdkLayer: Mend = {
  code: "sdk-layer-of-region",
  message:
    "Copilot names no usable layer for the custom-domain function in this region; the function works without it, so it is left out.",
  mended({ template }) {
    return withProperties(template, "CustomDomainFunction", ({ Layers: layers = null, ...properties }) => {
      const isMissing = Array.isArray(layers) && layers.includes(missingValue);
      return isMissing ? properties : undefined;
    });
  },
};
