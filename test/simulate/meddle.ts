import type { World } from "../../src/simulator/kernel/world.ts";

/** What somebody's hook adds to a template on its way. */
const addition = `  Meddled:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: not in any commit\n`;

/** Lets the next change set of the product's be asked for with a resource that nobody planned, as a hook of the account could. */
export function meddleWithTemplates(world: World): { next: () => void } {
  let isNext = false;
  world.intercept({
    before: ({ via, principal }, action, input) => {
      if (!isNext || action !== "CreateChangeSet" || via !== undefined) return;
      const body = input["TemplateBody"];
      if (typeof body !== "string" || !principal.arn.includes("/autoland")) return;
      isNext = false;
      input["TemplateBody"] = body.replace(/^Resources:\n/m, (line) => line + addition);
    },
  });
  return { next: () => void (isNext = true) };
}
