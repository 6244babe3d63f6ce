import { html } from "hono/html";

/** Markup in which everything that came from outside is escaped. */
export type Html = ReturnType<typeof html>;

/** Nothing. */
export const nothing = html``;

/** What is shown of a list, or what is said when it is empty. */
export function each<T>(items: readonly T[], show: (item: T) => Html, otherwise: Html = nothing): Html {
  return items.length === 0 ? otherwise : html`${items.map(show)}`;
}
