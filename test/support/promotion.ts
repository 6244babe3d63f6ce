import { noRules, type PromotionRules } from "../../src/domain/promotion.ts";
import type { Desk } from "../../src/reconcile/decisions/desk.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import { type Shop, type ShopEnvironmentName, shopFiles } from "./shop.ts";

/** A subject whose environments have rules. */
export function withRules(
  subject: Subject,
  rules: Partial<Record<ShopEnvironmentName, Partial<PromotionRules>>>,
): Subject {
  const of: Readonly<Record<string, Partial<PromotionRules>>> = rules;
  return {
    ...subject,
    environments: subject.environments.map((rule) => ({
      ...rule,
      promotion: { ...noRules, ...of[rule.environment] },
    })),
  };
}

/** A desk at which the administrator decides. */
export function deskOf(shop: Shop, subject: Subject = shop.subject()): Desk {
  return { eyes: shop.eyes, records: shop.hands.records, subject };
}

/** The shop's manifest of a workload with a variable, which no environment overrides. */
export function marked(workload: string, mark: string): Readonly<Record<string, string>> {
  const file = `copilot/${workload}/manifest.yml`;
  const before = shopFiles[file] ?? "";
  return { [file]: before.replace("  LOG_LEVEL: info\n", `  LOG_LEVEL: info\n  MARK: ${mark}\n`) };
}
