import type { LookInto } from "../server/insights.ts";
import type { OpenApplication } from "./open-application.ts";

/** Looks into a service of any application that the process follows; of environments that are not in the configuration there is nothing. */
export function lookIntoAny(applications: readonly OpenApplication[]): LookInto {
  return async (target, signal) => {
    const application = applications.find(({ subject }) => subject.application === target.application);
    const rule = application?.subject.environments.find(
      ({ environment }) => environment === target.environment,
    );
    if (application === undefined || rule === undefined) return undefined;
    return application.insights.lookInto({ ...target, roles: rule.roles }, signal);
  };
}
