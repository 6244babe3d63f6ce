import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { csrf } from "hono/csrf";
import { secureHeaders } from "hono/secure-headers";
import type { ApplicationBoard } from "../board/board.ts";
import type { Access, Viewer } from "./access/access.ts";
import { loopbackNamesOnly } from "./access/loopback-names.ts";
import { addWayIn } from "./access/login-routes.ts";
import { mayScrape } from "./access/scrape.ts";
import { addActs } from "./act-routes.ts";
import { addDriftPages } from "./drift-routes.ts";
import type { Perform } from "./acts.ts";
import { cellKey, cellsOf } from "../board/cells.ts";
import type { LookInto } from "./insights.ts";
import type { Assets } from "./assets.ts";
import type { Feed } from "./feed.ts";
import { makeLiveEvents } from "./live-events.ts";
import { environmentForms, workloadForms } from "./views/act-page.ts";
import { applicationPage } from "./views/application-page.ts";
import { environmentPage } from "./views/environment-page.ts";
import { insightView } from "./views/insight-view.ts";
import { elsewhereNotice, homePage } from "./views/home-page.ts";
import { type Html, nothing } from "./views/html.ts";
import { type Crumb, type Frame, layout } from "./views/layout.ts";
import { paths } from "./views/paths.ts";
import { workloadPage } from "./views/workload-page.ts";

/** What the page is made from. */
export interface PageInputs {
  readonly feed: Feed;
  readonly assets: Assets;
  readonly access: Access;
  /** The page's address as people know it, where it is not the one that requests name: a proxy may stand before it. */
  readonly url?: string;
  readonly now: () => Date;
  readonly perform: Perform;
  /** Asks AWS about a service, when somebody opens its page. */
  readonly lookInto: LookInto;
  /** GitHub's webhook, where there is one. It stands beside the page, under a path of its own. */
  readonly githubWebhook?: Hono;
  /** Figures for Prometheus. */
  readonly metrics: { readonly contentType: string; text(): Promise<string> };
  /** Told of faults of the program; whoever asked gets no details. */
  readonly onFault: (error: unknown) => void;
  /** Whether another task looks after an application. Absent: there is no other. */
  readonly isAnothers?: (application: string) => boolean;
  /** Raised when the process ends: open connections are let go. */
  readonly stop: AbortSignal;
}

/** What requests carry with them. */
export interface PageEnv {
  Variables: { viewer: Viewer | undefined };
}

/** A request's body may be this large; the page's own forms need a fraction of it. */
const longestBody = 16_384;

/** The page and the probes as one web application. It looks at the board only; but for the page of a service nothing here asks AWS. */
export function makePageApp(inputs: PageInputs): Hono<PageEnv> {
  const { feed, assets, access } = inputs;
  const app = new Hono<PageEnv>();
  app.use(secureHeaders(headers));
  app.use(async (context, next) => {
    context.header("cache-control", "no-store");
    await next();
  });
  app.get("/healthz", (context) => context.text("ok\n"));
  app.get("/readyz", (context) => {
    const waiting = [...feed.board().applications.values()].filter(
      (board) =>
        board.seen === undefined &&
        board.failure === undefined &&
        inputs.isAnothers?.(board.application) !== true,
    );
    return waiting.length === 0
      ? context.text("ready\n")
      : context.text("not looked at everything yet\n", 503);
  });
  for (const asset of [assets.style, assets.script]) {
    app.get(asset.path, (context) =>
      context.body(asset.text, 200, {
        "content-type": asset.type,
        "cache-control": "public, max-age=31536000, immutable",
      }),
    );
  }
  if (inputs.githubWebhook !== undefined) app.route("/webhooks/github", inputs.githubWebhook);
  if (access.kind === "open" && access.names === "loopback") app.use(loopbackNamesOnly(inputs.url));
  app.use(bodyLimit({ maxSize: longestBody }));
  app.use(csrf({ origin: (origin, context) => origin === (inputs.url ?? new URL(context.req.url).origin) }));
  app.get("/metrics", async (context) => {
    if (!mayScrape(access, context.req.header("authorization")))
      return context.text("a token is needed\n", 401, { "www-authenticate": "Bearer" });
    return context.body(await inputs.metrics.text(), 200, { "content-type": inputs.metrics.contentType });
  });
  addWayIn(app, {
    access,
    now: inputs.now,
    show: (context, content, status = 200) =>
      context.html(layout(frameOf(context, inputs), [], content), status),
  });
  addActs(app, {
    perform: inputs.perform,
    show: (context, content, status) => context.html(layout(frameOf(context, inputs), [], content), status),
  });
  app.get("/events", makeLiveEvents(feed, inputs.stop));
  pages(app, inputs);
  app.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    // Whoever goes away in the middle of a sentence is no fault of the program.
    if ("code" in error && error.code === "ECONNRESET") return context.text("cut off\n", 400);
    inputs.onFault(error);
    return context.text("this page could not be made; the log says why\n", 500);
  });
  app.notFound((context) => context.text("not found\n", 404));
  return app;
}

/** No script but our own file, nothing from elsewhere, never in a frame. */
const headers = {
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["data:"],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
  },
  referrerPolicy: "same-origin",
  xFrameOptions: "DENY",
} satisfies Parameters<typeof secureHeaders>[0];

function frameOf(context: Context<PageEnv>, { assets, feed }: PageInputs): Frame {
  const name = context.get("viewer")?.name;
  return {
    assets: { style: assets.style.path, script: assets.script.path },
    version: feed.board().version,
    ...(name === undefined ? {} : { viewer: name }),
  };
}

function pages(app: Hono<PageEnv>, inputs: PageInputs): void {
  const { feed, lookInto, now, isAnothers = () => false } = inputs;
  const show = (
    context: Context<PageEnv>,
    crumbs: readonly Crumb[],
    content: Html,
  ): Response | Promise<Response> => {
    const [about] = crumbs;
    const notice = about !== undefined && isAnothers(about.text) ? elsewhereNotice : nothing;
    return context.html(layout(frameOf(context, inputs), crumbs, html`${notice}${content}`));
  };
  const boardOf = (context: Context<PageEnv>): ApplicationBoard | undefined =>
    feed.board().applications.get(context.req.param("application") ?? "");

  addDriftPages(app, { boardOf, show, now });
  app.get("/", (context) => show(context, [], homePage(feed.board(), now(), isAnothers)));
  app.get("/applications/:application", (context) => {
    const board = boardOf(context);
    if (board === undefined) return context.notFound();
    return show(context, [{ text: board.application }], applicationPage(board, now()));
  });
  app.get("/applications/:application/environments/:environment", (context) => {
    const board = boardOf(context);
    const { environment } = context.req.param();
    const plan = board?.seen?.plan.environments.find((other) => other.environment === environment);
    if (board === undefined || plan === undefined) return context.notFound();
    const crumbs = [
      { text: board.application, href: paths.application(board.application) },
      { text: environment },
    ];
    const forms =
      context.get("viewer")?.mayAct === true ? environmentForms(board.application, plan) : nothing;
    return show(context, crumbs, environmentPage(board, plan, forms, now()));
  });
  app.get("/applications/:application/environments/:environment/workloads/:workload", async (context) => {
    const board = boardOf(context);
    const { environment, workload } = context.req.param();
    const forms =
      board !== undefined && context.get("viewer")?.mayAct === true
        ? workloadForms(board.application, environment, workload)
        : nothing;
    const isKnown =
      board !== undefined && cellsOf(board).some((cell) => cell.key === cellKey(environment, workload));
    const insight = isKnown
      ? await lookInto({ application: board.application, environment, workload }, context.req.raw.signal)
      : undefined;
    const live = html`${forms} ${insightView(insight, now())}`;
    const content = board === undefined ? undefined : workloadPage(board, environment, workload, live, now());
    if (board === undefined || content === undefined) return context.notFound();
    const crumbs = [
      { text: board.application, href: paths.application(board.application) },
      { text: environment, href: paths.environment(board.application, environment) },
      { text: workload },
    ];
    return show(context, crumbs, content);
  });
}
