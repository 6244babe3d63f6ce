import type { MiddlewareHandler } from "hono";

/** Whether a host name or address is of this machine only. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Refuses requests that ask for another host than this machine, or than the one that people know the page by. */
export function loopbackNamesOnly(url: string | undefined): MiddlewareHandler {
  const known = url === undefined ? undefined : new URL(url).host;
  return async (context, next) => {
    const asked = new URL(context.req.url);
    if (!isLoopback(asked.hostname) && asked.host !== known)
      return context.text("this page is for this machine: ask for localhost\n", 421);
    return next();
  };
}
