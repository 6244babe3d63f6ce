import { z } from "zod";

const texts = z.record(z.string(), z.string());

/** What `autoland render --inputs FILE` may say; what it leaves out takes the defaults of a preview. */
export const renderInputsSchema = z.strictObject({
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
export type RenderInputsFile = z.infer<typeof renderInputsSchema>;
