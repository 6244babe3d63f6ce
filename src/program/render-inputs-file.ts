import { readFile } from "node:fs/promises";
import { z } from "zod";
import { ReconcileError } from "../domain/failure.ts";

const texts = z.record(z.string(), z.string());

/** What `autoland render --inputs FILE` may say; what it leaves out takes the defaults of a preview. */
const schema = z.strictObject({
  application: z
    .strictObject({
      domain: z.string().optional(),
      permissionsBoundary: z.string().optional(),
      accountRootArn: z.string().optional(),
      tags: texts.optional(),
    })
    .optional(),
  environment: z
    .strictObject({
      account: z.string().optional(),
      region: z.string().optional(),
      templateVersion: z.string().optional(),
      serviceDiscoveryEndpoint: z.string().optional(),
    })
    .optional(),
  artifacts: z.strictObject({ bucket: z.string(), keyArn: z.string().optional() }).optional(),
  images: texts.optional(),
  envFiles: texts.optional(),
  assetMappingUrl: z.string().optional(),
  additionalTags: texts.optional(),
});

/** Render inputs as a file gives them. */
export type RenderInputsFile = z.infer<typeof schema>;

/** Reads render inputs from a JSON file; without a file there are none. */
export async function readRenderInputs(file: string | undefined): Promise<RenderInputsFile> {
  if (file === undefined) return {};
  try {
    return schema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    const why =
      error instanceof z.ZodError
        ? z.prettifyError(error)
        : error instanceof Error
          ? error.message
          : String(error);
    throw new ReconcileError(
      {
        disposition: "stall",
        reason: "InputsInvalid",
        message: `the render inputs in ${file} cannot be used: ${why}`,
        remedy: "docs/render.md lists what the file may hold.",
      },
      { cause: error },
    );
  }
}
