import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";

/** The fields of a form. Throws a 400 for a body that is none, such as one that ends in the middle. */
export async function formBody(context: Context): Promise<Record<string, unknown>> {
  try {
    return await context.req.parseBody();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new HTTPException(400, { message: "that is no form\n", cause: error });
  }
}
