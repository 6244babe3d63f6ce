import type { Context, Hono } from "hono";
import { failureOf } from "../domain/failure.ts";
import type { Act, Perform } from "./acts.ts";
import { formBody } from "./form-body.ts";
import { formKinds, readForm } from "./read-form.ts";
import type { PageEnv } from "./page-app.ts";
import { actDonePage, actRefusedPage } from "./views/act-page.ts";
import type { Html } from "./views/html.ts";
import { paths } from "./views/paths.ts";

/** What acting needs of the page. */
export interface ActInputs {
  readonly perform: Perform;
  readonly show: (
    context: Context<PageEnv>,
    content: Html,
    status: 200 | 400 | 403 | 409,
  ) => Response | Promise<Response>;
}

/** Adds what people may do to the page; everyone who may not act is refused, whatever they send. */
export function addActs(app: Hono<PageEnv>, inputs: ActInputs): void {
  const place = "/applications/:application/environments/:environment";
  for (const kind of formKinds) {
    app.post(`${place}/${kind}`, async (context) => {
      const { application, environment } = context.req.param();
      const form = readForm(kind, { application, environment }, await formBody(context));
      const back = paths.environment(application, environment);
      if (form.kind === "invalid")
        return refuse(
          context,
          inputs,
          back,
          "FormInvalid",
          `the form was not understood: ${form.message}`,
          400,
        );
      return carryOut(context, inputs, back, form.act);
    });
  }
  app.post(`${place}/workloads/:workload/retry`, (context) => {
    const { application, environment, workload } = context.req.param();
    const back = paths.workload(application, environment, workload);
    return carryOut(context, inputs, back, { kind: "retry", application, environment, workload });
  });
}

async function carryOut(
  context: Context<PageEnv>,
  inputs: ActInputs,
  back: string,
  act: Act,
): Promise<Response> {
  const viewer = context.get("viewer");
  if (viewer?.mayAct !== true || viewer.name === undefined)
    return refuse(context, inputs, back, "NotAllowed", "you may look at this page, not act on it", 403);
  try {
    const messages = await inputs.perform(act, viewer.name, context.req.raw.signal);
    return await inputs.show(context, actDonePage(messages, back), 200);
  } catch (error) {
    return inputs.show(context, actRefusedPage(failureOf(error), back), 409);
  }
}

async function refuse(
  context: Context<PageEnv>,
  { show }: ActInputs,
  back: string,
  reason: string,
  message: string,
  status: 400 | 403,
): Promise<Response> {
  return show(context, actRefusedPage({ reason, message }, back), status);
}
