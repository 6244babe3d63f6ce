import { html } from "hono/html";
import { type Html, nothing } from "./html.ts";

/** The way in: with GitHub, with a token, or both; with what went wrong the last time. */
export function loginPage(offers: { readonly github: boolean; readonly token: boolean }, why?: string): Html {
  return html`<h1>Log in</h1>
    ${why === undefined ? nothing : html`<p class="notice failed" role="alert">${why}</p>`}
    ${offers.github ? html`<p><a href="/login/github">Log in with GitHub</a></p>` : nothing}
    ${
      offers.token
        ? html`<form method="post" action="/login" class="action">
            <label
              >Operator token <input type="password" name="token" autocomplete="current-password" required
            /></label>
            <button type="submit">Log in</button>
          </form>`
        : nothing
    }`;
}
