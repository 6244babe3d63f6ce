import type { CreateChangeSetInput } from "@aws-sdk/client-cloudformation";
import { validationError } from "../kernel/aws-fault.ts";
import { schemaOf } from "../resources/schema-facts.ts";
import type { ChangeRecord } from "./change-set-state.ts";
import { templateOf } from "./stack-evaluator.ts";
import type { Revision, StackRecord } from "./state.ts";

/**
 * The physical ids of the resources that a request imports, by logical id; refused where a type has no identifier, the
 * identifier is another one, or the template lacks the resource or its DeletionPolicy.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-manually.html
 */
export function readImports(
  input: CreateChangeSetInput,
  revision: Revision,
): Readonly<Record<string, string>> {
  const given = input.ResourcesToImport ?? [];
  if (given.length === 0) {
    throw validationError("ResourcesToImport must be specified for a change set of type IMPORT");
  }
  const { Resources } = templateOf(revision);
  return Object.fromEntries(
    given.map(({ ResourceType = "", LogicalResourceId = "", ResourceIdentifier = {} }) => {
      const definition = Resources[LogicalResourceId];
      const identifier = schemaOf(ResourceType)?.identifier;
      if (identifier === undefined) {
        throw validationError(`ResourceTypes [${ResourceType}] are not supported for Import`);
      }
      if (definition === undefined || definition.Type !== ResourceType) {
        throw validationError(`Resources [${LogicalResourceId}] to import are missing from the template`);
      }
      if (definition.DeletionPolicy === undefined) {
        throw validationError(
          `Resources [${LogicalResourceId}] to import must have DeletionPolicy attribute specified in the template.`,
        );
      }
      const missing = identifier.filter((key) => (ResourceIdentifier[key] ?? "") === "");
      if (missing.length > 0 || Object.keys(ResourceIdentifier).length > identifier.length) {
        throw validationError(
          `Resource identifier for ${LogicalResourceId} must have exactly these keys: [${identifier.join(", ")}]`,
        );
      }
      return [LogicalResourceId, identifier.map((key) => ResourceIdentifier[key]).join("|")] as const;
    }),
  );
}

/** What an import changes: the resources that it takes in, and nothing else. Throws in CloudFormation's words. */
export function importChanges(
  changes: readonly ChangeRecord[],
  identifiers: Readonly<Record<string, string>>,
): readonly ChangeRecord[] {
  const others = changes.filter(
    ({ logicalId, action }) => identifiers[logicalId] === undefined || action !== "Add",
  );
  if (others.length > 0) {
    throw validationError(
      `You have modified resources [${others.map(({ logicalId }) => logicalId).join(", ")}] in your template that are not being imported. Update, create or delete operations cannot be executed during import operations.`,
    );
  }
  return changes.map((change) => ({
    ...change,
    action: "Import" as const,
    physicalId: identifiers[change.logicalId],
  }));
}

/** Refuses new or other outputs of a stack that an import is made for. */
export function checkImportOutputs(stack: StackRecord, revision: Revision): void {
  const before = stack.current === undefined ? undefined : templateOf(stack.current).Outputs;
  if (stack.current === undefined) return;
  if (JSON.stringify(before ?? {}) === JSON.stringify(templateOf(revision).Outputs ?? {})) return;
  throw validationError("As part of the import operation, you cannot modify or add [Outputs]");
}
