import { randomBytes } from "node:crypto";
import type { Context, Hono } from "hono";
import { failureOf } from "../../domain/failure.ts";
import { formBody } from "../form-body.ts";
import type { PageEnv } from "../page-app.ts";
import type { Html } from "../views/html.ts";
import { loginPage } from "../views/login-page.ts";
import type { Access, Guard, Viewer } from "./access.ts";
import { beginLogin, beginSession, endSession, isOwnLogin, isSameSecret, viewerOf } from "./session.ts";

/** What the way in needs of the page. */
export interface WayIn {
  readonly access: Access;
  readonly now: () => Date;
  readonly show: (
    context: Context<PageEnv>,
    content: Html,
    status?: 200 | 401 | 403 | 502,
  ) => Response | Promise<Response>;
}

/** Adds what the way in needs, and refuses everything that comes after it to those who may not look. */
export function addWayIn(app: Hono<PageEnv>, wayIn: WayIn): void {
  const { access, now } = wayIn;
  switch (access.kind) {
    case "open":
      app.use(async (context, next) => {
        context.set("viewer", { mayAct: false });
        await next();
      });
      return;
    case "login":
      addLogin(app, wayIn, access);
      app.use(async (context, next) => {
        const viewer = await viewerOf(context, access, now());
        if (viewer === undefined)
          return context.req.path === "/events"
            ? context.text("log in first\n", 401)
            : context.redirect("/login");
        context.set("viewer", viewer);
        return next();
      });
  }
}

function addLogin(app: Hono<PageEnv>, { now, show }: WayIn, guard: Guard): void {
  const { github, tokens } = guard;
  const offers = {
    github: github !== undefined,
    token: tokens.look !== undefined || tokens.act !== undefined,
  };
  const refuse = (
    context: Context<PageEnv>,
    why: string,
    status: 401 | 403 | 502,
  ): Response | Promise<Response> => show(context, loginPage(offers, why), status);

  app.get("/login", (context) => show(context, loginPage(offers)));
  app.post("/login", async (context) => {
    const { token } = await formBody(context);
    const viewer = typeof token === "string" ? holderOf(token, tokens) : undefined;
    if (viewer === undefined) return refuse(context, "That is no token of this page.", 401);
    await beginSession(context, guard, viewer, now());
    return context.redirect("/", 303);
  });
  app.post("/logout", (context) => {
    endSession(context, guard);
    return context.redirect("/login", 303);
  });
  if (github === undefined) return;
  app.get("/login/github", async (context) => {
    const state = randomBytes(24).toString("base64url");
    await beginLogin(context, guard, state);
    return context.redirect(github.authorizeUrl(state));
  });
  app.get("/login/github/callback", async (context) => {
    const { code = "", state = "" } = context.req.query();
    if (!(await isOwnLogin(context, guard, state)) || code === "")
      return refuse(context, "This login was not begun in this browser, or took too long. Begin again.", 403);
    try {
      const viewer = await github.viewerOf(code, context.req.raw.signal);
      if (viewer === undefined)
        return refuse(context, "Your GitHub account is not among those that may look at this page.", 403);
      await beginSession(context, guard, viewer, now());
      return context.redirect("/");
    } catch (error) {
      const { reason, message } = failureOf(error);
      return refuse(context, `GitHub could not say who you are (${reason}: ${message}).`, 502);
    }
  });
}

/** Both tokens are always compared, so that the time taken does not say which was near. */
function holderOf(token: string, tokens: Guard["tokens"]): Viewer | undefined {
  const acts = tokens.act !== undefined && isSameSecret(token, tokens.act);
  const looks = tokens.look !== undefined && isSameSecret(token, tokens.look);
  if (acts) return { name: "operator", mayAct: true };
  return looks ? { name: "onlooker", mayAct: false } : undefined;
}
