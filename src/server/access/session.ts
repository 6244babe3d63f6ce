import { timingSafeEqual, createHash } from "node:crypto";
import type { Context } from "hono";
import { deleteCookie, getSignedCookie, setSignedCookie } from "hono/cookie";
import { z } from "zod";
import type { Guard, Viewer } from "./access.ts";

const name = "autoland";

/** Seconds that a login lasts: a working day. */
const lasts = 8 * 3600;

const sessionShape = z.object({ name: z.string(), mayAct: z.boolean(), until: z.number() });

/** Remembers in the browser who has logged in. Nobody else can write such a cookie. */
export async function beginSession(context: Context, guard: Guard, viewer: Viewer, now: Date): Promise<void> {
  const session = { name: viewer.name ?? "", mayAct: viewer.mayAct, until: now.getTime() + lasts * 1000 };
  const value = Buffer.from(JSON.stringify(session)).toString("base64url");
  await setSignedCookie(context, name, value, guard.key, { ...cookie(guard), maxAge: lasts });
}

/** Who a request comes from; undefined for nobody, and once the login has ended. */
export async function viewerOf(context: Context, guard: Guard, now: Date): Promise<Viewer | undefined> {
  const value = await getSignedCookie(context, guard.key, name, ...prefix(guard));
  if (typeof value !== "string") return undefined;
  const session = sessionShape.parse(JSON.parse(Buffer.from(value, "base64url").toString("utf8")));
  if (session.until <= now.getTime()) return undefined;
  return { name: session.name, mayAct: session.mayAct };
}

/** Forgets who has logged in. */
export function endSession(context: Context, guard: Guard): void {
  deleteCookie(context, name, cookie(guard));
}

/** Out of reach of scripts and of other sites' requests; it does come along when GitHub sends a person back. */
function cookie(guard: Guard) {
  return {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure: guard.isSecure,
    ...(guard.isSecure ? { prefix: "host" as const } : {}),
  } as const;
}

function prefix(guard: Guard): ["host"] | [] {
  return guard.isSecure ? ["host"] : [];
}

/** The two words are the same, found out in a time that does not depend on where they differ. */
export function isSameSecret(given: string, wanted: string): boolean {
  return timingSafeEqual(sha256(given), sha256(wanted));
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

const stateName = "autoland-login";

/** Remembers in the browser that it began a login with GitHub, so that nobody can hand it the end of another one. */
export async function beginLogin(context: Context, guard: Guard, state: string): Promise<void> {
  await setSignedCookie(context, stateName, state, guard.key, { ...cookie(guard), maxAge: 600 });
}

/** Whether this browser began the login that comes back; it can come back once. */
export async function isOwnLogin(context: Context, guard: Guard, state: string): Promise<boolean> {
  const begun = await getSignedCookie(context, guard.key, stateName, ...prefix(guard));
  deleteCookie(context, stateName, cookie(guard));
  return typeof begun === "string" && state !== "" && isSameSecret(state, begun);
}
