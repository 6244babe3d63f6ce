import { pointerOf } from "../../template/json-pointer.ts";
import { variantsOf } from "../fold-values.ts";
import { isJsonMap } from "../../template/json-pointer.ts";
import type { PolicyRule } from "../rule.ts";

/** Buckets for everyone. */
export const bucketPublic: PolicyRule = {
  code: "bucket-public",
  severity: "stop",
  judges: "additions",
  stops: "buckets with a public access list, or with S3's block on public access taken off",
  reason: "A bucket that the internet can read is the most usual leak there is.",
  remedy: "Leave the block on, and serve files with a Static Site or through CloudFront.",
  judge: (facts) =>
    [...facts.resources]
      .filter(([, { Type: type }]) =>
        /^AWS::S3\w*::(?:Bucket|AccessPoint|AccountPublicAccessBlock|MultiRegionAccessPoint)$/.test(type),
      )
      .flatMap(([id, { Properties: properties = {} }]) => {
        const lists = facts
          .texts(properties["AccessControl"])
          .filter((text) => /^(?:Public|Authenticated)|\$\{/.test(text));
        const blocks = variantsOf(properties["PublicAccessBlockConfiguration"]).filter(isJsonMap);
        const open = blocks.flatMap((block) =>
          Object.entries(block).flatMap(([key, value]) =>
            facts.texts(value).some((text) => text.toLowerCase() !== "true") ? [key] : [],
          ),
        );
        return [
          ...lists.map((text) => ({
            pointer: pointerOf(["Resources", id]),
            what: `has the access list ${text}`,
          })),
          ...[...new Set(open)].map((key) => ({
            pointer: pointerOf(["Resources", id]),
            what: `takes off ${key}`,
          })),
        ];
      }),
};
