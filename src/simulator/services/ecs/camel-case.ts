import type { Json } from "../../../domain/template.ts";

/** Members that hold maps of the user's own keys, which keep their spelling. */
const maps = new Set(["DockerLabels", "Options", "DriverOpts", "Labels"]);

/** Members that the API takes as numbers, where templates may hold text. */
const numbers =
  /^(?:containerPort|hostPort|desiredCount|minimumHealthyPercent|maximumPercent|healthCheckGracePeriodSeconds|interval|timeout|retries|startPeriod|weight|base|softLimit|hardLimit|stopTimeout|startTimeout|sizeInGiB|port|bakeTimeInMinutes)$/;

/** Members that the API takes as booleans, where templates may hold text. */
const booleans =
  /^(?:enable|rollback|essential|readonlyRootFilesystem|readOnly|enableExecuteCommand|enableECSManagedTags|privileged|initProcessEnabled)$/;

/** Special spellings that a lower first letter does not give. */
const special: Readonly<Record<string, string>> = {
  EnableECSManagedTags: "enableECSManagedTags",
  IAM: "iam",
};

/** CloudFormation's properties of an ECS resource in the spelling of ECS's API. */
export function camelCased(value: Json): unknown {
  if (Array.isArray(value)) return value.map((item: Json) => camelCased(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const name = special[key] ?? `${key.charAt(0).toLowerCase()}${key.slice(1)}`;
      return [name, maps.has(key) ? item : converted(name, item)];
    }),
  );
}

function converted(name: string, value: Json): unknown {
  if (typeof value === "string" && numbers.test(name)) return Number(value);
  if (typeof value === "string" && booleans.test(name)) return value === "true";
  return camelCased(value);
}
