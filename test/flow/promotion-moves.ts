import fc from "fast-check";

/** The environments of a promotion: staging is applied, production waits for it, for a person and for its window. */
export type Stage = "staging" | "production";

/** One thing that happens while commits are promoted. */
export type PromotionMove =
  | { readonly kind: "commit"; readonly workload: "api" | "daily-batch"; readonly mark: number }
  | { readonly kind: "approve"; readonly minutes: number }
  | { readonly kind: "suspend"; readonly stage: Stage; readonly minutes: number }
  | { readonly kind: "release"; readonly stage: Stage }
  | { readonly kind: "fail"; readonly stage: Stage }
  | { readonly kind: "retry"; readonly stage: Stage }
  | { readonly kind: "roll-back"; readonly stage: Stage }
  | { readonly kind: "wait"; readonly minutes: number }
  /** Nothing of develop's account answers for so long, while passes go on. */
  | { readonly kind: "silence"; readonly minutes: number }
  /** With a number it is killed after so many calls. */
  | { readonly kind: "pass"; readonly killedAfter?: number };

const stage = fc.constantFrom<Stage[]>("staging", "production");
const minutes = fc.integer({ min: 1, max: 90 });

const move: fc.Arbitrary<PromotionMove> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("commit" as const),
      workload: fc.constantFrom("api" as const, "daily-batch" as const),
      mark: fc.nat({ max: 4 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("approve" as const), minutes }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("suspend" as const), stage, minutes }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("release" as const), stage }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("fail" as const), stage }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("retry" as const), stage }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("roll-back" as const), stage }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("wait" as const), minutes }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("silence" as const),
      minutes: fc.integer({ min: 50, max: 90 }),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("pass" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("pass" as const),
      killedAfter: fc.integer({ min: 1, max: 100 }),
    }),
  },
);

/** A day or so of a team. */
export const promotionHistories: fc.Arbitrary<readonly PromotionMove[]> = fc.array(move, {
  minLength: 15,
  maxLength: 40,
});
