import type { Finding } from "../domain/finding.ts";
import type { TreeEntry } from "../domain/source.ts";
import { fileError, fileWarning, shownPath } from "./workspace-findings.ts";
import {
  byText,
  copilotFolder,
  foldersWithManifest,
  isWorkspaceFile,
  mayHoldWorkspaceFiles,
  reservedEnvironmentNames,
  reservedWorkloadNames,
} from "./workspace-paths.ts";

/** A file that has to be read. */
export type WantedFile = Extract<TreeEntry, { kind: "file" }>;

/** What of a commit's tree has to be read, and what must not be. */
export interface WorkspaceSelection {
  /** Whether the commit has a `copilot/` folder at all. */
  readonly isPresent: boolean;
  /** In order of path; together within `workspaceLimits`. Empty when the limits are broken. */
  readonly wanted: readonly WantedFile[];
  /** Every file at or below `copilot/`, also those that are not read. */
  readonly paths: ReadonlySet<string>;
  /** What is refused by name, before anything is read; an error here makes the workspace invalid. */
  readonly refused: readonly Finding[];
}

/** How much a workspace may be, generous against the largest that are known (real-world-use.md: 15 workloads). */
export const workspaceLimits = {
  files: 5000,
  /** Bytes; a CloudFormation template, and so an addons file, ends at 1 MB. */
  fileBytes: 1024 * 1024,
  totalBytes: 32 * 1024 * 1024,
} as const;

/**
 * Chooses the files that describe the application from the entries at or below `copilot`. A folder without
 * `manifest.yml` is no workload and stays unread. Links, submodules, unsafe names, reserved names and files over the
 * limits are refused by name.
 */
export function selectWorkspaceFiles(entries: readonly TreeEntry[]): WorkspaceSelection {
  const inside = entries.filter(
    (entry) =>
      entry.path.startsWith(`${copilotFolder}/`) || (entry.path === copilotFolder && entry.kind !== "file"),
  );
  const files = inside.filter((entry) => entry.kind === "file");
  const paths = new Set(files.map((file) => file.path));
  const workloads = new Set([...foldersWithManifest(paths, copilotFolder), ...reservedWorkloadNames]);
  const wanted = files
    .filter((file) => isWorkspaceFile(file.path) && belongsToWorkload(file.path, workloads))
    .toSorted((a, b) => byText(a.path, b.path));
  const refused = [
    ...inside.flatMap((entry) => refusedKind(entry, workloads)),
    ...inside.flatMap(unsafePath),
    ...twice(files),
    ...reservedNames(paths),
    ...misspeltManifests(paths),
    ...sizes(wanted),
  ];
  const isWithinLimits = !refused.some((finding) => finding.code.endsWith(tooLarge));
  return { isPresent: inside.length > 0, wanted: isWithinLimits ? wanted : [], paths, refused };
}

const tooLarge = "limit-exceeded";

/** Files directly in `copilot/` belong to the application; all others to the folder they stand in. */
function belongsToWorkload(path: string, workloads: ReadonlySet<string>): boolean {
  const [, name, ...rest] = path.split("/");
  return rest.length === 0 || (name !== undefined && workloads.has(name));
}

function refusedKind(entry: TreeEntry, workloads: ReadonlySet<string>): readonly Finding[] {
  if (entry.kind === "file" || !mayHoldWorkspaceFiles(entry.path)) return [];
  const isFolderOrManifest = entry.path.split("/").length <= 2 || entry.path.endsWith("/manifest.yml");
  if (!isFolderOrManifest && !belongsToWorkload(entry.path, workloads)) return [];
  const what = entry.kind === "symlink" ? "a symbolic link" : "a Git submodule";
  return [
    fileError(shownPath(entry.path), {
      code: `${entry.kind}-refused`,
      message: `${shownPath(entry.path)} is ${what}. Autoland reads ordinary files of the commit only and follows nothing out of it.`,
      remedy: "Put the files themselves there, or move it out of the copilot folder.",
    }),
  ];
}

function unsafePath({ path }: TreeEntry): readonly Finding[] {
  const segments = path.split("/");
  const leadsAway = segments.some((segment) => ["", ".", "..", ".git"].includes(segment));
  const isUnsafe = leadsAway || (isWorkspaceFile(path) && /\p{Cc}|\\|\uFFFD/u.test(path));
  if (!isUnsafe) return [];
  return [
    fileError(shownPath(path), {
      code: "unsafe-path",
      message: `The path ${JSON.stringify(shownPath(path))} cannot be used: it has an empty, \`.\`, \`..\` or \`.git\` part, a backslash, a control character, or is not UTF-8.`,
      remedy: "Rename the file, or take it out of the repository.",
    }),
  ];
}

function twice(files: readonly WantedFile[]): readonly Finding[] {
  const seen = new Set<string>();
  return files.flatMap(({ path }) => {
    const isAgain = seen.has(path);
    seen.add(path);
    if (!isAgain) return [];
    return [
      fileError(shownPath(path), {
        code: "duplicate-path",
        message: `The commit's tree lists ${shownPath(path)} twice, so that which one counts is anybody's guess.`,
        remedy: "Repair the repository (`git fsck` names the tree) and commit again.",
      }),
    ];
  });
}

function reservedNames(paths: ReadonlySet<string>): readonly Finding[] {
  const environments = `${copilotFolder}/environments`;
  const reserved = [
    ...reservedWorkloadNames.map((name) => `${copilotFolder}/${name}/manifest.yml`),
    ...reservedEnvironmentNames.map((name) => `${environments}/${name}/manifest.yml`),
  ];
  return reserved
    .filter((path) => paths.has(path))
    .map((path) =>
      fileError(path, {
        code: "reserved-name",
        message: `${path} would make a workload or an environment of a folder that Copilot uses for something else.`,
        remedy: "Rename the folder and the manifest's `name`, or remove the manifest.",
      }),
    );
}

/** Only the exact name `manifest.yml` is recognised (copilot-model.md 5.1). */
function misspeltManifests(paths: ReadonlySet<string>): readonly Finding[] {
  return [...paths].flatMap((path) => {
    const [, folder, name] = /^(copilot\/(?:environments\/)?[^/]+)\/([^/]+)$/.exec(path) ?? [];
    if (folder === undefined || name === undefined || name === "manifest.yml") return [];
    if (!/^manifest\.ya?ml$/i.test(name) || paths.has(`${folder}/manifest.yml`)) return [];
    return [
      fileWarning(path, {
        code: "manifest-not-recognised",
        message: `${path} is ignored: a manifest is recognised by the exact name manifest.yml.`,
        remedy: "Rename it to manifest.yml if it is meant to count.",
      }),
    ];
  });
}

function sizes(wanted: readonly WantedFile[]): readonly Finding[] {
  const large = wanted.filter((file) => file.size > workspaceLimits.fileBytes);
  const findings = large.map((file) =>
    fileError(file.path, {
      code: tooLarge,
      message: `${file.path} has ${inMebibytes(file.size)} or more; a file of the copilot folder may have ${inMebibytes(workspaceLimits.fileBytes)}.`,
      remedy: "Move what is not a template or a manifest out of the copilot folder.",
    }),
  );
  const total = wanted.reduce((sum, file) => sum + file.size, 0);
  if (wanted.length <= workspaceLimits.files && total <= workspaceLimits.totalBytes) return findings;
  const summary = fileError(copilotFolder, {
    code: tooLarge,
    message: `The copilot folder has ${wanted.length} files with ${inMebibytes(total)} to read; ${workspaceLimits.files} files and ${inMebibytes(workspaceLimits.totalBytes)} are the most.`,
    remedy: "Divide the application, or move what is not a template or a manifest out of the copilot folder.",
  });
  return [...findings, summary];
}

function inMebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
