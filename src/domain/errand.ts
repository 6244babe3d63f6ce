import type { Fence } from "./lease.ts";

/** What a request is made for; what comes first goes first when requests have to wait. */
export type Purpose = "deploy" | "look" | "drift" | "page";

/** For whom and for what requests are made. */
export interface Errand {
  readonly application: string;
  readonly purpose: Purpose;
  /** Checked before each request that changes something; absent where nobody else could write. */
  readonly fence?: Fence;
}
