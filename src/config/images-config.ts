import { z } from "zod";
import { type ImageSettings, isTagPattern } from "../domain/image-settings.ts";
import { buildOf, buildSchema } from "./build-config.ts";
import { durationPattern, parseDuration } from "./duration.ts";

const hour = 3_600_000;

/** The key `images` of an application: how builds tag images, and how long one may take. */
export const imagesSchema = z
  .strictObject({
    tags: z
      .array(
        z
          .string()
          .refine(
            isTagPattern,
            "must be a tag with `{commit}`, `{short}` or `{branch}` in it, such as `{branch}-{short}`; besides there are `{workload}` and `{container}`",
          ),
      )
      .optional()
      .describe(
        "Tags under which builds push the image of a commit, tried in order, before Copilot's own spellings: `{commit}`, and its first eight and seven digits. `{short}` is eight digits, then seven; a slash in `{branch}` is a dash. A pattern with `{branch}` is not used in an environment that comes `after` another.",
      )
      .meta({ examples: [["{branch}-{short}"]] }),
    wait: z
      .string()
      .regex(durationPattern, "must be a whole number with `s`, `m` or `h`, such as `30m`")
      .default("1h")
      .describe(
        "How long the image of a commit may take. Until then its workload waits; afterwards it is held with `ImageOverdue`, and goes on all the same once the image comes.",
      ),
    codebuild: buildSchema(
      "A CodeBuild project that Autoland starts, with `AUTOLAND_COMMIT`, once for each commit whose image is missing, and follows. Left out, builds begin by themselves.",
    ).optional(),
  })
  .describe(
    "Images that builds push to the application's repositories (docs/images.md). Autoland itself never builds.",
  );

/** The same with defaults. */
export function imagesOf(input: z.output<typeof imagesSchema> | undefined): ImageSettings {
  const build = input?.codebuild;
  return {
    tags: input?.tags ?? [],
    wait: parseDuration(input?.wait ?? "1h") ?? hour,
    ...(build === undefined ? {} : { build: buildOf(build) }),
  };
}
