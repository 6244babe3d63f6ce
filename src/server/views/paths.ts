import type { Target } from "../../domain/target.ts";

/** Where things are on the page; every notification links here, so these never change. */
export const paths = {
  home: "/",
  application: (application: string): string => `/applications/${encodeURIComponent(application)}`,
  environment: (application: string, environment: string): string =>
    `${paths.application(application)}/environments/${encodeURIComponent(environment)}`,
  workload: (application: string, environment: string, workload: string): string =>
    `${paths.environment(application, environment)}/workloads/${encodeURIComponent(workload)}`,
  drift: (application: string, { environment, workload }: Target): string =>
    workload === undefined
      ? `${paths.environment(application, environment)}/drift`
      : `${paths.workload(application, environment, workload)}/drift`,
};
