import type { Context, Hono } from "hono";
import type { ApplicationBoard } from "../board/board.ts";
import { cellKey, cellsOf } from "../board/cells.ts";
import type { PageEnv } from "./page-app.ts";
import { driftPage } from "./views/drift-view.ts";
import type { Html } from "./views/html.ts";
import type { Crumb } from "./views/layout.ts";
import { paths } from "./views/paths.ts";

/** What the drift pages need of the page around them. */
export interface DriftPages {
  readonly boardOf: (context: Context<PageEnv>) => ApplicationBoard | undefined;
  readonly show: (
    context: Context<PageEnv>,
    crumbs: readonly Crumb[],
    content: Html,
  ) => Response | Promise<Response>;
  readonly now: () => Date;
}

/** The drift of a workload's stack, and of an environment's own. */
export function addDriftPages(app: Hono<PageEnv>, { boardOf, show, now }: DriftPages): void {
  const page = (
    context: Context<PageEnv>,
    environment: string,
    workload: string | undefined,
  ): Response | Promise<Response> => {
    const board = boardOf(context);
    const isKnown =
      board !== undefined &&
      (workload === undefined
        ? board.seen?.plan.environments.some((plan) => plan.environment === environment) === true
        : cellsOf(board).some((cell) => cell.key === cellKey(environment, workload)));
    if (!isKnown) return context.notFound();
    const { application } = board;
    const crumbs = [
      { text: application, href: paths.application(application) },
      { text: environment, href: paths.environment(application, environment) },
      ...(workload === undefined
        ? []
        : [{ text: workload, href: paths.workload(application, environment, workload) }]),
      { text: "drift" },
    ];
    const target = { environment, ...(workload === undefined ? {} : { workload }) };
    return show(context, crumbs, driftPage(board, target, now()));
  };
  app.get("/applications/:application/environments/:environment/drift", (context) =>
    page(context, context.req.param("environment"), undefined),
  );
  app.get("/applications/:application/environments/:environment/workloads/:workload/drift", (context) =>
    page(context, context.req.param("environment"), context.req.param("workload")),
  );
}
