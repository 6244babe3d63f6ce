import { readFile } from "node:fs/promises";
import { ReconcileError } from "../domain/failure.ts";
import type { RenderInputsFile } from "./render-inputs-schema.ts";

/** Reads render inputs from a JSON file; without a file there are none, and nothing is loaded that only checks one. */
export async function readRenderInputs(file: string | undefined): Promise<RenderInputsFile> {
  if (file === undefined) return {};
  const [{ z }, { renderInputsSchema }] = await Promise.all([
    import("zod"),
    import("./render-inputs-schema.ts"),
  ]);
  try {
    return renderInputsSchema.parse(JSON.parse(await readFile(file, "utf8")));
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
