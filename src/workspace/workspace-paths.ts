/** The folder that Copilot keeps everything in (copilot-model.md 5.1). */
export const copilotFolder = "copilot";

/** Folders of `copilot/` that are not workloads, and folders of `environments/` that are not environments. */
export const reservedWorkloadNames: readonly string[] = ["environments", "pipelines"];
export const reservedEnvironmentNames: readonly string[] = ["addons", "overrides"];

/** Whether the text of this file takes part in describing the application; true for a reserved name, too. */
export function isWorkspaceFile(path: string): boolean {
  const segments = segmentsOf(path);
  return patterns.some(
    (pattern) =>
      pattern.length === segments.length && segments.every((segment, index) => fits(segment, pattern[index])),
  );
}

/**
 * Whether something at this path that is not an ordinary file or folder would stand in for a workspace file, or for a
 * folder of such files.
 */
export function mayHoldWorkspaceFiles(path: string): boolean {
  const segments = segmentsOf(path);
  if (path === copilotFolder) return true;
  return patterns.some(
    (pattern) =>
      pattern.length >= segments.length &&
      segments.every((segment, index) =>
        index === segments.length - 1 && index < pattern.length - 1
          ? fits(segment, pattern[index]) && looksLikeFolder(segment)
          : fits(segment, pattern[index]),
      ),
  );
}

/** The names of the folders directly in `folder` that hold a `manifest.yml`, in order. */
export function foldersWithManifest(paths: Iterable<string>, folder: string): readonly string[] {
  const names: string[] = [];
  for (const path of paths) {
    const name = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1, -"/manifest.yml".length) : "";
    if (name !== "" && !name.includes("/") && path === `${folder}/${name}/manifest.yml`) names.push(name);
  }
  return names.toSorted(byText);
}

/** Order of code units, the same on every machine. */
export function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Below `copilot/`; `*` is any name, `*.yml` any YAML file by its ending. */
const patterns: readonly (readonly string[])[] = [
  [".workspace"],
  ["pipeline.yml"],
  ["buildspec.yml"],
  ["*", "manifest.yml"],
  ["*", "addons", "*.yml"],
  ["*", "overrides", "cfn.patches.yml"],
  ["environments", "*", "manifest.yml"],
  ["pipelines", "*", "manifest.yml"],
  ["pipelines", "*", "buildspec.yml"],
  ["pipelines", "*", "overrides", "cfn.patches.yml"],
];

function segmentsOf(path: string): readonly string[] {
  return path.startsWith(`${copilotFolder}/`) ? path.slice(copilotFolder.length + 1).split("/") : [""];
}

function fits(segment: string, pattern: string | undefined): boolean {
  if (pattern === "*") return segment !== "";
  if (pattern === "*.yml") return /\.ya?ml$/.test(segment);
  return segment === pattern;
}

/** A link such as `AGENTS.md` cannot stand for a workload, whose name has no dot. */
function looksLikeFolder(segment: string): boolean {
  return !segment.includes(".");
}
