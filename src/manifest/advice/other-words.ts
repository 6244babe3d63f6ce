import type { KeyPath } from "./known-fields.ts";

/** Advice for a key at certain places; places are the keys above it, joined by dots, `*` for chosen names. */
interface OtherWord {
  readonly places?: RegExp;
  readonly advice: string;
}

/**
 * Words of health checks at the wrong check, and of other systems, as real manifests have them
 * (real-world-use.md, "Keys that Copilot silently ignores").
 */
const otherWords: Readonly<Record<string, readonly OtherWord[]>> = {
  retries: [
    {
      places: /(^|\.)(http|nlb|additional_rules)\.healthcheck$/,
      advice: "a load balancer's check calls it unhealthy_threshold; retries belongs to image.healthcheck",
    },
  ],
  start_period: [
    {
      places: /(^|\.)(http|nlb|additional_rules)\.healthcheck$/,
      advice: "a load balancer's check calls it grace_period; start_period belongs to image.healthcheck",
    },
  ],
  grace_period: [
    {
      places: /image\.healthcheck$|sidecars\.\*\.healthcheck$/,
      advice: "a container's check calls it start_period; grace_period belongs to http.healthcheck",
    },
  ],
  port: [
    { places: /^$/, advice: "it belongs under image: image.port" },
    {
      places: /^http$/,
      advice:
        "the container's port is image.port; http.target_port chooses another one for the load balancer",
    },
  ],
  public: [
    {
      places: /^http$/,
      advice: "it belongs in the environment's manifest, copilot/environments/<name>/manifest.yml",
    },
  ],
  private: [
    {
      places: /^http$/,
      advice: "it belongs in the environment's manifest, copilot/environments/<name>/manifest.yml",
    },
  ],
  platforms: [{ advice: "the platform is given once, at the top: platform: linux/arm64" }],
  capacityProviders: [{ advice: "Spot capacity is count.spot, or count.range.spot_from with autoscaling" }],
  capacity_providers: [{ advice: "Spot capacity is count.spot, or count.range.spot_from with autoscaling" }],
  autoscaling: [
    {
      advice:
        "autoscaling stands under count: count.range with cpu_percentage, memory_percentage or requests",
    },
  ],
  tags: [
    {
      advice:
        "resource tags are the application's (copilot app init --resource-tags); only a Request-Driven Web Service has tags of its own",
    },
  ],
  permissions: [
    { advice: "permissions come from a policy in the workload's addons folder, or from an override" },
  ],
  task_role: [
    {
      advice:
        "the task role is made by Copilot; add to it with a ManagedPolicy in the workload's addons folder",
    },
  ],
  execution_role: [{ advice: "the execution role is made by Copilot; change it with an override" }],
  environment: [
    {
      advice:
        "environment variables stand under variables, secrets under secrets; what differs by environment under environments",
    },
  ],
  env: [{ advice: "environment variables stand under variables" }],
  vars: [{ advice: "environment variables stand under variables" }],
  circuit_breaker: [
    { advice: "the deployment circuit breaker is always on; deployment.rollback_alarms adds alarms to it" },
  ],
  port_mappings: [
    { advice: "ports are image.port for the main container and sidecars.<name>.port for others" },
  ],
  ports: [{ advice: "ports are image.port for the main container and sidecars.<name>.port for others" }],
  certificate_arn: [
    { advice: "certificates are imported by the environment's manifest: http.public.certificates" },
  ],
  https: [
    {
      advice:
        "HTTPS follows from a certificate in the environment's manifest (http.public.certificates) or from the application's domain",
    },
  ],
};

/** What is known about a key that people bring from elsewhere; undefined where nothing is. */
export function adviceOnOtherWord(name: string, parents: KeyPath): string | undefined {
  const place = parents.join(".");
  const words = Object.hasOwn(otherWords, name) ? otherWords[name] : undefined;
  return words?.find((word) => word.places === undefined || word.places.test(place))?.advice;
}

/** The same for an environment's manifest. */
export function adviceOnEnvironmentWord(name: string, parents: KeyPath): string | undefined {
  if (name === "from_vpc" && parents.join(".") === "http.private.ingress") {
    // Copilot's own generator writes this key where its reader wants the other (copilot-model.md 5.10).
    return "the key is spelt vpc here; write ingress: {vpc: true}";
  }
  return name === "tags"
    ? "resource tags are the application's (copilot app init --resource-tags)"
    : undefined;
}
