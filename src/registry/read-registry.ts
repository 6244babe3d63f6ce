import type { Json, Template } from "../domain/template.ts";
import type { RegisteredWorkload, Registry } from "../render/application/registry.ts";

/** What the template of an application's StackSet records, or why it is not one that Copilot wrote. */
export type RegistryReading =
  | {
      readonly kind: "read";
      readonly registry: Registry;
      /** `older`: from before the list of workloads (copilot-model.md 2.5); it has to be rendered anew to be changed. */
      readonly layout: "current" | "older";
      /** As it stands in the template; the empty text where none does. */
      readonly templateVersion: string;
    }
  | { readonly kind: "unreadable"; readonly fault: string };

/** Reads the registry out of the StackSet's template. Account ids are texts, whatever the YAML made of them. */
export function readRegistry({ Metadata: metadata }: Template): RegistryReading {
  if (metadata === undefined) return unreadable("it has no Metadata");
  const version = numberOf(metadata["Version"]);
  if (version === undefined)
    return unreadable(`Metadata.Version is ${text(metadata["Version"])}, not a number`);
  const accounts = accountsOf(metadata["Accounts"]);
  if (typeof accounts === "string") return unreadable(accounts);
  const { Workloads: listed, Services: older } = metadata;
  const templateVersion = text(metadata["TemplateVersion"] ?? "");
  if (isList(listed)) {
    const workloads = workloadsOf(listed);
    if (typeof workloads === "string") return unreadable(workloads);
    return { kind: "read", registry: { version, workloads, accounts }, layout: "current", templateVersion };
  }
  if (!isList(older)) return unreadable("Metadata has neither a list Workloads nor an older list Services");
  const names = older.map((name) => ({ name: text(name), withRepository: true }));
  return {
    kind: "read",
    registry: { version, workloads: names, accounts },
    layout: "older",
    templateVersion,
  };
}

function workloadsOf(list: readonly Json[]): readonly RegisteredWorkload[] | string {
  const found: RegisteredWorkload[] = [];
  for (const item of list) {
    if (typeof item !== "object" || item === null || Array.isArray(item) || !("Name" in item))
      return "an entry of Metadata.Workloads has no Name";
    const { Name: name, WithECR: withRepository } = item;
    found.push({
      name: text(name ?? ""),
      withRepository: withRepository !== false && withRepository !== "false",
    });
  }
  return found;
}

/** Copilot writes account ids without quotation marks; one with a leading zero may have lost it on the way. */
function accountsOf(value: Json | undefined): readonly string[] | string {
  if (value === undefined || value === null) return [];
  if (!isList(value)) return "Metadata.Accounts is not a list";
  const accounts = value.map((account) => text(account).padStart(12, "0"));
  const wrong = accounts.find((account) => !/^\d{12}$/.test(account));
  return wrong === undefined ? accounts : `Metadata.Accounts has ${wrong}, which is not the id of an account`;
}

function numberOf(value: Json | undefined): number | undefined {
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function text(value: Json | undefined): string {
  return typeof value === "string" || typeof value === "number"
    ? String(value)
    : JSON.stringify(value ?? null);
}

function unreadable(fault: string): RegistryReading {
  return { kind: "unreadable", fault };
}
