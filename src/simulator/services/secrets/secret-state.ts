import type { Cell } from "../../kernel/cells.ts";
import type { Tags } from "../tags.ts";

/** A secret, with the value of each version. */
export interface Secret {
  /** Ends in a hyphen and six random letters. */
  readonly arn: string;
  readonly name: string;
  readonly createdAt: Date;
  changedAt: Date;
  description: string | undefined;
  kmsKeyId: string | undefined;
  tags: Tags;
  /** Values by version id, the newest last. */
  readonly versions: Map<string, string>;
  /** When it is gone for good, after a deletion that waits. */
  deletedAt: Date | undefined;
}

/** By name. */
export const secrets: Cell<Map<string, Secret>> = {
  name: "secrets-manager/secrets",
  scope: "region",
  initial: () => new Map(),
};
