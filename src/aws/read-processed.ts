import { GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import type { ListedChange, ProcessedTemplate, StackChange } from "../domain/cloud.ts";
import { ReconcileError } from "../domain/failure.ts";
import type { Template } from "../domain/template.ts";
import { readTemplate } from "../template/read-template.ts";
import { abortable } from "./abortable.ts";
import type { Session } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";

/**
 * The templates of a change set after their transforms, with what is deployed of each now. Needs `cloudformation:GetTemplate` on the stack
 * and on those nested in it. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html
 */
export async function readProcessed(
  session: Session,
  { stack, kind, changeSetName }: StackChange,
  changes: readonly ListedChange[],
  signal?: AbortSignal,
): Promise<readonly ProcessedTemplate[]> {
  const read = (of: { readonly StackName?: string; readonly ChangeSetName?: string }): Promise<Template> =>
    readStage(session, stack.id.name, of, signal);
  const found: ProcessedTemplate[] = [
    {
      path: [],
      template: await read({ StackName: stack.id.name, ChangeSetName: changeSetName }),
      ...(kind === "create" ? {} : { deployed: await read({ StackName: stack.id.name }) }),
    },
  ];
  for (const { action, nested, resource } of changes) {
    if (nested === undefined) continue;
    found.push({
      path: resource,
      template: await read({ ChangeSetName: nested.changeSet }),
      ...(action === "Add" ? {} : { deployed: await read({ StackName: nested.stack }) }),
    });
  }
  return found;
}

async function readStage(
  session: Session,
  stack: string,
  of: { readonly StackName?: string; readonly ChangeSetName?: string },
  signal?: AbortSignal,
): Promise<Template> {
  const about = `read what transforms make of the template of stack ${stack}`;
  const answer = await session.cloudformation
    .send(new GetTemplateCommand({ ...of, TemplateStage: "Processed" }), abortable(signal))
    .catch((error: unknown) => {
      throw translateAwsError(error, about);
    });
  const reading = readTemplate(answer.TemplateBody ?? "");
  if (reading.kind === "read") return reading.template;
  throw new ReconcileError({
    disposition: "stall",
    reason: "TemplateUnreadable",
    message: `cannot ${about}: ${reading.fault.message}`,
    remedy: "The change set was not executed. Write out what the transform would make.",
  });
}
