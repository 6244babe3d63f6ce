import type { Config } from "../../src/config/config.ts";
import { configFailure, parseConfig } from "../../src/config/parse-config.ts";
import type { Mode } from "../../src/domain/plan.ts";
import { accounts, type ApplicationName, applications, type EnvironmentName, environments } from "./town.ts";

/** What the operator lets Autoland do: the same everywhere, or as people usually have it with some exceptions. */
export type Modes =
  | { readonly kind: "all"; readonly mode: Mode }
  | { readonly kind: "usual"; readonly except: Readonly<Record<string, Mode>> };

/** The mode of an environment. Of the shop, production waits for a person. */
function modeOf(modes: Modes, application: ApplicationName, environment: EnvironmentName): Mode {
  if (modes.kind === "all") return modes.mode;
  const usual = application === "shop" && environment === "production" ? "approve" : "apply";
  return modes.except[`${application}/${environment}`] ?? usual;
}

/** Who prunes: the environments of this application, once a person has approved it. */
export const prunes: ApplicationName = "shop";

/** Resources that hold data and may go with their stack, by logical id: the logs of a workload that is no longer wanted. */
export const mayBeLost: readonly string[] = ["LogGroup"];
/** Where what people change live is put back: of the shop once a person has approved it. */
const healed: EnvironmentName = "develop";

/** The operator's configuration, read as the product reads it. */
export function configurationOf(modes: Modes): Config {
  const text = JSON.stringify({
    applications: Object.fromEntries(
      applications.map((application) => [application, applicationText(modes, application)]),
    ),
  });
  const reading = parseConfig("autoland.yml", text);
  if (reading.kind === "config") return reading.config;
  throw new Error(configFailure(reading.findings).message);
}

function applicationText(modes: Modes, application: ApplicationName): object {
  return {
    source: { git: { url: `/repositories/${application}` }, interval: "5m" },
    branches: { develop: ["develop"], release: ["staging", "production"] },
    environments: Object.fromEntries(
      environments.map((environment) => [
        environment,
        {
          mode: modeOf(modes, application, environment),
          roles: rolesOf(accounts[environment], environment),
          ...(environment === "production" ? { after: "staging" } : {}),
          ...(application === prunes
            ? { prune: { stacks: "approve", data: mayBeLost.map((id) => `*/${id}`) } }
            : {}),
          ...(environment === healed ? { drift: { heal: application === prunes ? "approve" : "auto" } } : {}),
        },
      ]),
    ),
  };
}

/** Staging is changed with Copilot's own roles, the others with the operator's. */
function rolesOf(account: string, environment: EnvironmentName): object {
  return {
    look: `arn:aws:iam::${account}:role/autoland-look`,
    ...(environment === "staging" ? {} : { apply: `arn:aws:iam::${account}:role/autoland-apply` }),
  };
}
