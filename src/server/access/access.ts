import type { Hono } from "hono";
import type { Assets } from "../assets.ts";
import type { PageEnv } from "../page-app.ts";

/** Who looks at the page, and whether they may do more than look. */
export interface Viewer {
  /** As the login says; undefined where the page is open to everyone who can reach it. */
  readonly name?: string;
  readonly mayAct: boolean;
}

/** How the page is guarded. */
export type Access =
  /** Everyone who can reach it may look: on loopback, or where the operator declared the network private. Nobody may act. */
  { readonly kind: "open" };

/** Adds what the way in needs, and refuses everything that comes after it to those who may not look. */
export function accessRoutes(app: Hono<PageEnv>, access: Access, _assets: Assets): void {
  app.use(async (context, next) => {
    switch (access.kind) {
      case "open":
        context.set("viewer", { mayAct: false });
        return next();
    }
  });
}
