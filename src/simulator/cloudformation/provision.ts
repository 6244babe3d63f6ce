import type { JsonMap } from "../../domain/template.ts";
import type { CallContext } from "../kernel/service.ts";
import type { LiveResource, StackRecord } from "./state.ts";

/** What is to be done to one physical resource. */
export interface ProvisionRequest {
  /** Acts as the operation's principal. */
  readonly context: CallContext;
  readonly stack: StackRecord;
  readonly logicalId: string;
  readonly type: string;
  readonly verb: "create" | "update" | "delete";
  /** Evaluated; for a deletion those that the resource has. */
  readonly properties: JsonMap;
  readonly tags: Readonly<Record<string, string>>;
  /** The physical resource as it is; absent for a creation. */
  readonly live?: LiveResource | undefined;
  /** Names the task in its stack's operation; unique in the stack only. */
  readonly taskKey: string;
  /** Whether the update leads back to an earlier state. */
  readonly isRollback: boolean;
}

/** How the provisioning of a resource began. */
export type Provision =
  /** Done after so many seconds. */
  | {
      readonly kind: "settles";
      readonly seconds: number;
      readonly physicalId: string;
      readonly attributes: JsonMap;
    }
  /** Begun; asked again after so many seconds. */
  | {
      readonly kind: "polls";
      readonly seconds: number;
      readonly physicalId: string;
      readonly attributes: JsonMap;
    }
  /** Begun; somebody else (a function, a nested stack) will say how it ended. */
  | { readonly kind: "answers"; readonly physicalId: string; readonly attributes: JsonMap }
  | { readonly kind: "fails"; readonly seconds: number; readonly reason: string };

/** What a poll found. */
export type Progress =
  | { readonly kind: "pending"; readonly seconds: number }
  | { readonly kind: "done"; readonly attributes?: JsonMap | undefined }
  | { readonly kind: "failed"; readonly reason: string };

/** How a type is made, changed and deleted. */
export interface Provisioner {
  readonly begin: (request: ProvisionRequest) => Provision;
  /** Needed by provisioners that answer `polls`. */
  readonly poll?: (request: ProvisionRequest, physicalId: string) => Progress;
}

/** The seconds of a type's operation, spread by a fifth either way by the world's seed. */
export function spread(context: CallContext, seconds: number): number {
  return seconds * (0.8 + 0.4 * context.random.next());
}
