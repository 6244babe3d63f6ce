/** Who looks at the page, and whether they may do more than look. */
export interface Viewer {
  /** As the login says; undefined where the page is open to everyone who can reach it. */
  readonly name?: string;
  readonly mayAct: boolean;
}

/** How the page is guarded. */
export type Access =
  /** Everyone who can reach it may look, on loopback or where the operator declared the network private; nobody may act. */
  { readonly kind: "open" } | Guard;

/** A login before everything but the probes. */
export interface Guard {
  readonly kind: "login";
  /** Signs the cookies of this process; a restart asks everyone to log in again. */
  readonly key: string;
  /** Whether people reach the page over HTTPS, so that cookies never travel without it. */
  readonly isSecure: boolean;
  readonly github?: GitHubLogin;
  readonly tokens: { readonly look?: string; readonly act?: string };
}

/** A login with a GitHub account. */
export interface GitHubLogin {
  /** Where a browser is sent. */
  authorizeUrl(state: string): string;
  /** Who the person behind the code is, or undefined for one that may not even look. Throws a `ReconcileError` when GitHub cannot say. */
  viewerOf(code: string, signal: AbortSignal): Promise<Viewer | undefined>;
}
