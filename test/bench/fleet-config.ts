import path from "node:path";
import type { FleetApplication } from "./fleet-application.ts";

/** The operator's configuration of a fleet whose repositories are in a folder, as a file's text (JSON is YAML). */
export function fleetConfig(fleet: readonly FleetApplication[], repositories: string): string {
  const applications = fleet.map(({ name, config }) => [
    name,
    {
      source: { git: { url: path.join(repositories, `${name}.git`) }, interval: "60s" },
      branches: { main: config.environments.map(({ environment }) => environment) },
      environments: Object.fromEntries(
        config.environments.map(({ environment, mode, roles }) => [environment, { mode, roles }]),
      ),
    },
  ]);
  return JSON.stringify({ applications: Object.fromEntries(applications) });
}
