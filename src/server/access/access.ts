/** Who looks at the page, and whether they may do more than look. */
export interface Viewer {
  /** As the login says; undefined where the page is open to everyone who can reach it. */
  readonly name?: string;
  readonly mayAct: boolean;
}

/** How the page is guarded. */
export type Access = Open | Guard;

/** Everyone who can reach it may look, on loopback or where the operator declared the network private; nobody may act. */
export interface Open {
  readonly kind: "open";
  /**
   * By which names it may be asked for. On loopback only by those of this machine: a page of somebody else's whose name is made to
   * point here (DNS rebinding) could read it from the operator's own browser.
   */
  readonly names: "loopback" | "any";
}

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
