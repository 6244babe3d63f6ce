/** What a person may ask for on the page. Each is the command of the same name. */
export type Act = { readonly application: string; readonly environment: string } & (
  | { readonly kind: "approve"; readonly plan: string }
  | { readonly kind: "suspend"; readonly reason: string; readonly hours?: number }
  | { readonly kind: "resume" }
  | { readonly kind: "rollback"; readonly commit: string; readonly reason: string }
  | { readonly kind: "retry"; readonly workload: string }
);

/** Writes down what a person decided, signed with the login, and answers what was written in sentences. Throws a `ReconcileError` for what is refused. */
export type Perform = (act: Act, login: string, signal: AbortSignal) => Promise<readonly string[]>;
