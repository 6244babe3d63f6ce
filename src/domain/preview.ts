import type { Plan } from "./plan.ts";

/** What a pull request would change, environment by environment. */
export interface Preview {
  /** What it is held against: what is deployed, or (for a fork, about which no question is put to AWS) its branch as it is. */
  readonly against: "live" | "branch";
  /** Of what merging gives, for the environments that the branch feeds. */
  readonly plan: Plan;
  /** Of the branch as it is without the pull request: what stands in both is not the pull request's doing. */
  readonly without: Plan;
  /** Account and region of each environment, where they are known. */
  readonly places: ReadonlyMap<string, { readonly account: string; readonly region: string }>;
}

/** The digest of an image that no build has made yet: a preview says that there will be a new one. */
export const unbuiltDigest = `sha256:${"0".repeat(64)}`;
