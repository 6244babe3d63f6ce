import { fileError, fileWarning } from "./workspace-findings.ts";
import type { WorkspaceFolder } from "./workspace-folder.ts";
import type { Addons, TextFile } from "./workspace.ts";

/** The addons of a workload's folder, or of `environments/` (copilot-model.md 5.11). */
export function readAddons(folder: WorkspaceFolder, owner: string): Addons {
  const path = `${owner}/addons`;
  const files = folder.textsIn.get(path) ?? [];
  const templates = files.filter((file) => !isParameters(file));
  const parameters = files.filter(isParameters);
  const [first] = parameters;
  if (first === undefined) return { templates, parameters: undefined };
  if (templates.length === 0) {
    folder.findings.push(
      fileWarning(first.path, {
        code: "ignored-value",
        message: `${first.path} is ignored: there is no addons template beside it that it could be for.`,
        remedy: "Remove it, or add the template.",
      }),
    );
    return { templates, parameters: undefined };
  }
  if (parameters.length > 1)
    folder.findings.push(
      fileError(first.path, {
        code: "mutually-exclusive",
        message: `${path} has both addons.parameters.yml and addons.parameters.yaml; there may be one.`,
        remedy: "Put all parameters into one of them.",
      }),
    );
  return { templates, parameters: first };
}

function isParameters(file: TextFile): boolean {
  return /\/addons\.parameters\.ya?ml$/.test(file.path);
}
