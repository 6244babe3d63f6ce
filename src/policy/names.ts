import type { PartFacts } from "./part-facts.ts";

/** Prefix of everything that Copilot names after the environment: `shop-develop-`. */
export function environmentPrefix({ judged }: PartFacts): string {
  return `${judged.application}-${judged.environment}-`;
}

/** Prefix of everything that Copilot names after the workload: `shop-develop-api-`. Undefined for the environment's stack. */
export function workloadPrefix(facts: PartFacts): string | undefined {
  const { workload } = facts.judged;
  return workload === undefined ? undefined : `${environmentPrefix(facts)}${workload}-`;
}

/**
 * Whose a name is, when Copilot's or Autoland's conventions make it somebody else's: words for a sentence, such as `environment
 * production`. Undefined for what is one's own, and for what nobody's convention says anything about.
 */
export function otherOwnerOf(name: string, facts: PartFacts): string | undefined {
  const { application, environment } = facts.judged;
  if (/(?:^|[/:])autoland\//.test(name)) return "Autoland's own records";
  if (/(?:^|[/:])copilot\/applications(?:\/|$|\*)/.test(name)) return "Copilot's records";
  const [, inApplication, inEnvironment] =
    /(?:^|[/:])copilot\/([^/]+)(?:\/([^/]+)(?:\/|$))?/.exec(name) ?? [];
  if (inApplication !== undefined) {
    if (inApplication !== application) return `application ${inApplication}`;
    if (inEnvironment !== undefined && inEnvironment !== environment) return `environment ${inEnvironment}`;
    return undefined;
  }
  return byPrefix(name, facts);
}

/** The longest known prefix decides: of `prod` and `prod-eu`, the latter owns `shop-prod-eu-key`. */
function byPrefix(name: string, facts: PartFacts): string | undefined {
  const { application, environment } = facts.judged;
  const { otherApplications, otherEnvironments } = facts.context;
  const owners = [
    { prefix: `${application}-${environment}-`, owner: undefined },
    ...otherEnvironments.map((other) => ({
      prefix: `${application}-${other}-`,
      owner: `environment ${other}`,
    })),
    ...otherApplications.map((other) => ({ prefix: `${other}-`, owner: `application ${other}` })),
  ];
  const found = owners
    .filter(({ prefix }) => name.startsWith(prefix))
    .toSorted((a, b) => b.prefix.length - a.prefix.length);
  return found[0]?.owner;
}
