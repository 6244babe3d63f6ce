import type { Template } from "../../src/domain/template.ts";

/** A template to be checked; its name is that of a file. */
export interface NamedTemplate {
  readonly name: string;
  readonly template: Template;
}
