import { z } from "zod";

const projectPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{1,149}$/;

/** A CodeBuild project that Autoland may start. */
export function buildSchema(
  what: string,
): z.ZodObject<{ project: z.ZodString; region: z.ZodOptional<z.ZodString> }, z.core.$strict> {
  return z
    .strictObject({
      project: z
        .string()
        .regex(projectPattern, "must be the name of a CodeBuild project, such as `shop-e2e`")
        .describe("Its name, in the application's account."),
      region: z
        .string()
        .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, "must be a region, such as `eu-west-1`")
        .optional()
        .describe("Left out, the region that Autoland works in."),
    })
    .describe(what);
}

/** The same without what was left out. */
export function buildOf({ project, region }: { project: string; region?: string | undefined }): {
  readonly project: string;
  readonly region?: string;
} {
  return { project, ...(region === undefined ? {} : { region }) };
}
