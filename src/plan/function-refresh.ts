import type { DesiredStack } from "../domain/desired.ts";
import type { Template, TemplateResource } from "../domain/template.ts";
import { stackDigest, withoutKept } from "../template/stack-digest.ts";
import type { StackContent } from "../domain/stack.ts";

/**
 * The stack as it is deployed, with only the runtime and the code of its custom-resource functions brought up to date; undefined
 * when they are up to date already. It goes alone and first (design.md 6): if anything else failed beside it, the rollback to
 * a runtime that Lambda has blocked would be refused and the stack stuck.
 */
export function functionRefresh(deployed: StackContent, desired: DesiredStack): DesiredStack | undefined {
  const resources: Record<string, TemplateResource> = {};
  let changed = false;
  for (const [id, resource] of Object.entries(deployed.template.Resources)) {
    const refreshed = refresh(resource, desired.template.Resources[id]);
    if (refreshed !== resource) changed = true;
    resources[id] = refreshed;
  }
  if (!changed) return undefined;
  const template: Template = { ...deployed.template, Resources: resources };
  const { parameters, tags } = deployed;
  const digest = stackDigest(template, withoutKept(parameters, desired.kept), tags);
  return { ...desired, template, parameters, tags, digest };
}

function refresh(deployed: TemplateResource, desired: TemplateResource | undefined): TemplateResource {
  if (deployed.Type !== "AWS::Lambda::Function" || desired?.Type !== deployed.Type) return deployed;
  const runtime = desired.Properties?.["Runtime"];
  const code = desired.Properties?.["Code"];
  const before = deployed.Properties ?? {};
  if (JSON.stringify([before["Runtime"], before["Code"]]) === JSON.stringify([runtime, code]))
    return deployed;
  return {
    ...deployed,
    Properties: {
      ...before,
      ...(runtime === undefined ? {} : { Runtime: runtime }),
      ...(code === undefined ? {} : { Code: code }),
    },
  };
}
