/** Whose hosted zone holds a name: the environment's, the application's, or the one of the application's root domain. */
export type DomainLevel = "environment" | "application" | "root";

/** The domain of each level: `test.shop.example.com`, `shop.example.com`, `example.com`. */
export type DomainLevels = Readonly<Record<DomainLevel, string>>;

/** The domains of an environment of an application. */
export function domainLevels(names: {
  readonly environment: string;
  readonly application: string;
  readonly root: string;
}): DomainLevels {
  const application = `${names.application}.${names.root}`;
  return { environment: `${names.environment}.${application}`, application, root: names.root };
}

/**
 * The level whose zone holds a name: a domain itself, or one label in front of it. Undefined for every other name, whose
 * zone Copilot does not manage.
 */
export function levelOf(name: string, levels: DomainLevels): DomainLevel | undefined {
  const order = ["environment", "application", "root"] as const;
  return order.find((level) => isAtOrDirectlyBelow(name.toLowerCase(), levels[level].toLowerCase()));
}

function isAtOrDirectlyBelow(name: string, domain: string): boolean {
  if (name === domain) return true;
  return name.endsWith(`.${domain}`) && !name.slice(0, -domain.length - 1).includes(".");
}
