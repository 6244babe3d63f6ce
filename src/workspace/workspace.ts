import type { Finding } from "../domain/finding.ts";

/** A text file of the commit, decoded from UTF-8 and without a byte order mark. */
export interface TextFile {
  /** Path from the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/**
 * What an `overrides/` folder asks for (copilot-model.md 5.12). `cfn.patches.yml` wins over `cdk.json`; no folder is
 * `none`. A CDK override is code that Autoland does not run by itself, so only its folder is named.
 */
export type Overrides =
  | { readonly kind: "none" }
  | { readonly kind: "patches"; readonly file: TextFile }
  | { readonly kind: "cdk"; readonly folder: string };

/** An `addons/` folder: the templates that are merged, in Copilot's order, and the file with their parameters. */
export interface Addons {
  /** `*.yml` and `*.yaml` directly in the folder, sorted by path; never the parameters file. */
  readonly templates: readonly TextFile[];
  /** `addons.parameters.yml` or `.yaml`; only read where there is a template, as in Copilot. */
  readonly parameters: TextFile | undefined;
}

/** A folder of `copilot/` that has a `manifest.yml`: a service or a job. */
export interface WorkspaceWorkload {
  /** The folder's name, which the manifest's `name` equals. */
  readonly name: string;
  readonly manifest: TextFile;
  readonly addons: Addons;
  readonly overrides: Overrides;
}

/** A folder of `copilot/environments/` that has a `manifest.yml`. */
export interface WorkspaceEnvironment {
  /** The folder's name, which the manifest's `name` equals. */
  readonly name: string;
  readonly manifest: TextFile;
}

/** A pipeline: a folder of `copilot/pipelines/`, or the older single `copilot/pipeline.yml`. */
export interface WorkspacePipeline {
  /** The folder's name; `pipeline.yml` for the older form, whose name stands in its text only. */
  readonly name: string;
  readonly manifest: TextFile;
  readonly buildspec: TextFile | undefined;
  readonly overrides: Overrides;
}

/** The Copilot files of one commit (copilot-model.md 5.1), as text; what the texts mean is for others to say. */
export interface Workspace {
  /** The application that `copilot/.workspace` names. */
  readonly application: string;
  /** By folder name, in order of name. */
  readonly workloads: ReadonlyMap<string, WorkspaceWorkload>;
  /** By folder name, in order of name. */
  readonly environments: ReadonlyMap<string, WorkspaceEnvironment>;
  /** The older single pipeline first, then in order of folder name. */
  readonly pipelines: readonly WorkspacePipeline[];
  /** `copilot/environments/addons/`, shared by all environments. */
  readonly environmentAddons: Addons;
  /** `copilot/environments/overrides/`, shared by all environments. */
  readonly environmentOverrides: Overrides;
}

/**
 * What came of reading a commit's `copilot/` folder. `absent`: the commit has no such folder, which is not the same
 * as one that asks for nothing. `invalid`: nothing in it is to be acted on; at least one finding is an error.
 */
export type WorkspaceReading =
  | { readonly kind: "read"; readonly workspace: Workspace; readonly warnings: readonly Finding[] }
  | { readonly kind: "invalid"; readonly findings: readonly Finding[] }
  | { readonly kind: "absent" };
