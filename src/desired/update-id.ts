import type { ObservedStack } from "../domain/stack.ts";
import type { Template, TemplateResource } from "../domain/template.ts";
import type { RenderedStack } from "../render/inputs.ts";
import { compareTemplates } from "../template/compare-templates.ts";
import { type IgnoreRule, neverCountsAlone } from "../template/ignore-rules.ts";
import { stackDigest } from "../template/stack-digest.ts";
import { templateJson } from "../template/template-json.ts";

/** Stands in a rendering until the rest of the stack is known. */
export const unsetUpdateId = "";

const resourceId = "DynamicDesiredCountAction";

/** What changes without a deployment of the service: the id itself, and the functions, which are refreshed in a step of their own. */
const ignored: readonly IgnoreRule[] = [
  ...neverCountsAlone,
  { path: `/Resources/${resourceId}/Properties/UpdateID` },
  { resourceType: "AWS::Lambda::Function", path: /^\/Properties\/(?:Runtime|Code)(?:\/.*)?$/ },
];

/**
 * Gives `UpdateID` its value (design.md 8). Copilot writes a new random one with each rendering, so that the function which reads
 * the running count is asked before each deployment; it has to be asked only when something is deployed. So the id follows from
 * everything else, and the deployed one is kept while nothing else changes. A stack without autoscaling has none.
 */
export function keptUpdateId(rendered: RenderedStack, deployed: ObservedStack | undefined): RenderedStack {
  if (rendered.template.Resources[resourceId] === undefined) return rendered;
  const before = deployedId(rendered, deployed);
  const id = before ?? idFrom(stackDigest(rendered.template, rendered.parameters, rendered.tags));
  return { ...rendered, template: withUpdateId(rendered.template, id) };
}

function deployedId(rendered: RenderedStack, deployed: ObservedStack | undefined): string | undefined {
  if (deployed?.template.kind !== "read") return undefined;
  const { template } = deployed.template;
  const id = template.Resources[resourceId]?.Properties?.["UpdateID"];
  if (typeof id !== "string") return undefined;
  const differences = compareTemplates(templateJson(template), templateJson(rendered.template), {
    ignore: ignored,
  });
  if (differences.some((difference) => difference.kind !== "type-only")) return undefined;
  return sameTexts(deployed.parameters, rendered.parameters) ? id : undefined;
}

function sameTexts(left: Readonly<Record<string, string>>, right: Readonly<Record<string, string>>): boolean {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].every((name) => left[name] === right[name]);
}

function withUpdateId(template: Template, id: string): Template {
  const action = template.Resources[resourceId];
  if (action === undefined) return template;
  const changed: TemplateResource = { ...action, Properties: { ...action.Properties, UpdateID: id } };
  return { ...template, Resources: { ...template.Resources, [resourceId]: changed } };
}

/** In the shape of the ids that Copilot writes there. */
function idFrom(digest: string): string {
  return digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
