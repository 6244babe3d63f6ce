import { html, raw } from "hono/html";
import { type Html, nothing } from "./html.ts";
import { paths } from "./paths.ts";

/** What every page has besides its own content. */
export interface Frame {
  readonly assets: { readonly style: string; readonly script: string };
  /** The board's version that the page shows; the script asks again once there is a newer one. */
  readonly version: number;
  /** Who looks, when there is a login. */
  readonly viewer?: string;
}

/** One step of the way from the first page to this one. */
export interface Crumb {
  readonly text: string;
  readonly href?: string;
}

/** A whole document around the content. */
export function layout(frame: Frame, crumbs: readonly Crumb[], content: Html): Html {
  const title = [...crumbs.map((crumb) => crumb.text).toReversed(), "Autoland"].join(" · ");
  return html`${raw("<!doctype html>")}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${frame.assets.style}" />
        <script type="module" src="${frame.assets.script}"></script>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header>
          <nav aria-label="Where you are">
            <a class="brand" href="${paths.home}">Autoland</a>
            ${crumbs.map((crumb) => html`<span aria-hidden="true">/</span> ${crumbOf(crumb)}`)}
          </nav>
          <p class="live" role="status" data-live>not live</p>
          ${frame.viewer === undefined ? nothing : viewerOf(frame.viewer)}
        </header>
        <main id="content" data-version="${frame.version}">${content}</main>
      </body>
    </html>`;
}

function crumbOf(crumb: Crumb): Html {
  return crumb.href === undefined
    ? html`<span aria-current="page">${crumb.text}</span>`
    : html`<a href="${crumb.href}">${crumb.text}</a>`;
}

function viewerOf(viewer: string): Html {
  return html`<form method="post" action="/logout" class="viewer">
    <span>${viewer}</span><button type="submit">Log out</button>
  </form>`;
}
