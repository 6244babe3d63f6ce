import { makeRecent } from "../domain/recent.ts";
import type { Finding } from "../domain/finding.ts";
import type { LocatedYaml } from "./yaml/located-yaml.ts";
import { lineAndColumn } from "./yaml/yaml-document.ts";
import { readYaml } from "./yaml/read-yaml.ts";

/** A manifest's text as located values, before variables, sections and fields: the part that environments share. */
export interface ManifestDocument {
  /** Path from the repository's root. */
  readonly file: string;
  readonly text: string;
  readonly root: LocatedYaml;
  readonly warnings: readonly Finding[];
}

/** A manifest that was read, or everything that is wrong with it. */
export type ManifestReading<T> =
  | {
      readonly kind: "read";
      readonly manifest: T;
      /** The text after interpolation, for `Metadata.Manifest`; comments and layout are kept. */
      readonly text: string;
      readonly warnings: readonly Finding[];
    }
  | { readonly kind: "invalid"; readonly findings: readonly Finding[] };

/** A manifest's text as a document, or why it is no YAML that can be read. */
export type DocumentReading =
  | { readonly kind: "read"; readonly document: ManifestDocument }
  | { readonly kind: "invalid"; readonly findings: readonly Finding[] };

/** Parses a manifest's text once, for any number of environments. Never throws. */
export function parseManifest(text: string, options: { readonly file: string }): DocumentReading {
  const { file } = options;
  const reading = readYaml(text);
  if (reading.kind === "unreadable") {
    const findings = reading.faults.map((fault): Finding => ({
      code: fault.code,
      severity: "error",
      place: { file, ...lineAndColumn(text, fault.offset) },
      field: "",
      message: fault.message,
    }));
    return { kind: "invalid", findings };
  }
  const { root, ignoredFrom } = reading.document;
  const warnings = ignoredFrom === undefined ? [] : [secondDocument(text, file, ignoredFrom)];
  return { kind: "read", document: { file, text, root, warnings } };
}

/** A manifest's file as a commit has it. */
export interface ManifestFile {
  /** Path from the repository's root. */
  readonly path: string;
  readonly text: string;
}

const parsedLately = makeRecent<string, DocumentReading>(32);

/** The same for a commit's file, remembered for a while: every environment and the lint ask for it, and most commits leave most files as they were. */
export function parseManifestFile({ path, text }: ManifestFile): DocumentReading {
  const key = `${path}\0${text}`;
  const known = parsedLately.get(key);
  if (known !== undefined) return known;
  const reading = parseManifest(text, { file: path });
  parsedLately.set(key, reading);
  return reading;
}

function secondDocument(text: string, file: string, offset: number): Finding {
  return {
    code: "ignored-document",
    severity: "warning",
    place: { file, ...lineAndColumn(text, offset) },
    field: "",
    message: "A second YAML document begins here; only the first one of a file is read.",
  };
}
