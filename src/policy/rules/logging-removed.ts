import type { Json } from "../../domain/template.ts";
import { isJsonMap, pointerOf } from "../../template/json-pointer.ts";
import { itemsOf } from "../fold-values.ts";
import { factsOf, type PartFacts } from "../part-facts.ts";
import type { PolicyRule } from "../rule.ts";

/** Containers that say nothing. */
export const loggingRemoved: PolicyRule = {
  code: "logging-removed",
  severity: "stop",
  judges: "additions",
  stops: "patches that take the log configuration off a container",
  reason: "What a container did is then known to nobody, whether it failed or was broken into.",
  remedy: "Leave it, or replace it by another log driver.",
  judge: (facts) => {
    const { own } = facts.part;
    if (own === undefined || facts.template === own) return [];
    const before = loggers(factsOf(facts.judged, facts.part, own, facts.context));
    const after = loggers(facts);
    return [...before]
      .filter(([key, isLogging]) => isLogging && after.get(key) === false)
      .map(([key]) => {
        const [id = "", container = ""] = key.split("/");
        return { pointer: pointerOf(["Resources", id]), what: `takes the logs off container ${container}` };
      });
  },
};

/** Whether each container logs, by `resource/container`. */
function loggers(facts: PartFacts): ReadonlyMap<string, boolean> {
  return new Map(
    [...facts.resources]
      .filter(([, { Type: type }]) => type === "AWS::ECS::TaskDefinition")
      .flatMap(([id, { Properties: properties = {} }]) =>
        itemsOf(properties["ContainerDefinitions"])
          .filter(isJsonMap)
          .flatMap((container) =>
            facts
              .texts(container["Name"])
              .map((name): [string, boolean] => [
                `${id}/${name}`,
                isDriver(container["LogConfiguration"], facts),
              ]),
          ),
      ),
  );
}

function isDriver(value: Json | undefined, facts: PartFacts): boolean {
  return isJsonMap(value) && facts.texts(value["LogDriver"]).some((text) => text !== "none");
}
