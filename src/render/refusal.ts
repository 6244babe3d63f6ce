import type { RenderedStack } from "./inputs.ts";

/** Why a manifest that reads and validates well cannot be rendered (copilot-model.md 5). */
export interface RenderFault {
  /** Kebab-case and stable. */
  readonly code: string;
  /** The manifest's field, as `a.b[0].c`; the empty string when it is not one field. */
  readonly field: string;
  /** Names the field, the wrong value and what would be right. */
  readonly message: string;
  readonly remedy?: string;
}

/** What a rendering comes to: a stack, or the reasons why there is none. */
export type RenderResult =
  | { readonly kind: "rendered"; readonly stack: RenderedStack }
  | { readonly kind: "refused"; readonly faults: readonly RenderFault[] };

/** Thrown by a part that cannot be rendered; `renderWorkload` is the one place that turns it into a value. */
export class RenderRefusal extends Error {
  override readonly name = "RenderRefusal";
  readonly fault: RenderFault;

  constructor(fault: RenderFault) {
    super(fault.message);
    this.fault = fault;
  }
}
