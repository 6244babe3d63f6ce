import { pointerOf } from "../../template/json-pointer.ts";
import type { PolicyRule } from "../rule.ts";

/** A shell in production. */
export const execEnabled: PolicyRule = {
  code: "exec-enabled",
  severity: "optional",
  judges: "everything",
  stops: "services into whose containers people may open a shell (`exec: true`)",
  reason:
    "Who may call `ecs:ExecuteCommand` reads every secret that the container has. Many teams want that, some forbid it in production.",
  remedy: "Say `exec: false` in the environment's section, or leave it so.",
  judge: (facts) =>
    [...facts.resources]
      .filter(
        ([, { Type: type, Properties: properties = {} }]) =>
          type === "AWS::ECS::Service" &&
          facts.texts(properties["EnableExecuteCommand"]).some((text) => text.toLowerCase() !== "false"),
      )
      .map(([id]) => ({
        pointer: pointerOf(["Resources", id]),
        what: "lets people open a shell in its containers",
      })),
};
