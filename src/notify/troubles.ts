import type { Failure } from "../domain/failure.ts";
import type { EnvironmentPlan } from "../domain/plan.ts";
import { isOutside } from "./reasons.ts";
import { type Named, rootCause } from "./root-cause.ts";
import type { Stories } from "./stories.ts";

/** Something that could not be looked at. */
export interface Trouble {
  readonly about: Named;
  readonly reason: string;
  readonly message: string;
  readonly remedy?: string;
  /** What it has in common with others. */
  readonly cause: string;
  /** Since when it has been so without a break. */
  readonly since: Date;
}

/** One cause and everything that it keeps. */
export interface Incident {
  readonly cause: string;
  readonly since: Date;
  /** At least one, in the order of applications. */
  readonly troubles: readonly Trouble[];
}

/** What of an application could not be looked at; what was so before keeps its time. */
export function troublesOfPlans(
  application: string,
  plans: readonly EnvironmentPlan[],
  before: readonly Trouble[],
  at: Date,
): readonly Trouble[] {
  return plans.flatMap((plan) =>
    plan.held
      .filter(({ reason }) => isOutside(reason))
      .map(({ environment, workload, reason, message, remedy }) =>
        trouble(
          { application, environment, ...(workload === undefined ? {} : { workload }) },
          { reason, message, ...(remedy === undefined ? {} : { remedy }) },
          before,
          at,
        ),
      ),
  );
}

/** What keeps a whole application from being looked at. */
export function troubleOfAll(
  application: string,
  failure: Failure,
  before: readonly Trouble[],
  at: Date,
): readonly Trouble[] {
  return [trouble({ application, environment: "" }, failure, before, at)];
}

/** Everything that cannot be looked at, by cause; the one that began first comes first. */
export function incidentsOf({ troubles }: Stories): readonly Incident[] {
  const all = [...troubles.values()].flat();
  return [...Map.groupBy(all, ({ cause }) => cause)]
    .map(([cause, some]) => ({
      cause,
      since: new Date(Math.min(...some.map(({ since }) => since.getTime()))),
      troubles: some,
    }))
    .toSorted((left, right) => left.since.getTime() - right.since.getTime());
}

function trouble(
  about: Named,
  { reason, message, remedy }: Pick<Failure, "reason" | "message" | "remedy">,
  before: readonly Trouble[],
  at: Date,
): Trouble {
  const cause = rootCause(reason, message, about);
  const earlier = before.find(
    (other) =>
      other.cause === cause &&
      other.about.environment === about.environment &&
      other.about.workload === about.workload,
  );
  return {
    about,
    reason,
    message,
    cause,
    since: earlier?.since ?? at,
    ...(remedy === undefined ? {} : { remedy }),
  };
}
