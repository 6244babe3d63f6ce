import type { Json, JsonMap, Template, TemplateResource } from "../../domain/template.ts";
import { canonicalJson } from "../../template/canonical-json.ts";
import { validationError } from "../kernel/aws-fault.ts";
import type { CallContext } from "../kernel/service.ts";
import { schemaOf } from "../resources/schema-facts.ts";
import { detailsOfProperty, replacementOf } from "./change-details.ts";
import type { PlannedChange } from "./change-details.ts";
import { dependenciesOf, inOrder, isPresent } from "./dependencies.ts";
import { knownAfterApply, mapOf } from "./evaluate.ts";
import type { Evaluator } from "./evaluate.ts";
import { attributeOf, evaluatorOf, templateOf } from "./stack-evaluator.ts";
import type { ChangeDetail, ChangeRecord } from "./change-set-state.ts";
import type { ResourceRecord, Revision, StackRecord } from "./state.ts";

/** Looks at a change before it is listed: with more about it, or undefined when it turns out to be none. */
export type Inspection = (change: ChangeRecord) => ChangeRecord | undefined;

/** What a revision would change in a stack, as a change set lists it, by logical id. */
export function computeChanges(
  context: CallContext,
  stack: StackRecord,
  revision: Revision,
  inspect: Inspection = (change) => change,
): readonly ChangeRecord[] {
  const template = templateOf(revision);
  const planned = new Map<string, PlannedChange>();
  const evaluator = evaluatorOf({
    context,
    stack,
    revision,
    resources: {
      resource: (id) => {
        const change = planned.get(id);
        const isStable =
          change === undefined || (change.action === "Modify" && change.replacement === "False");
        return isStable ? (stack.resources.get(id)?.physicalId ?? knownAfterApply) : knownAfterApply;
      },
      attribute: (id, attribute) =>
        planned.has(id) || !stack.resources.has(id) ? knownAfterApply : attributeOf(stack, id, attribute),
    },
  });
  const present = Object.keys(template.Resources).filter((id) =>
    isPresent(template.Resources[id], evaluator.holds),
  );
  const order = inOrder(present, (id) => dependenciesOf(id, template, evaluator.holds));
  for (const id of order.ids) {
    const change = changeOf(id, { stack, revision, template, evaluator, planned });
    const inspected = change === undefined ? undefined : inspect(change);
    if (inspected !== undefined) planned.set(id, inspected);
  }
  const removed = [...stack.resources.values()].filter(
    (record) => isLive(record) && !present.includes(record.logicalId),
  );
  return [...planned.values(), ...removed.map(removal)].toSorted((a, b) =>
    a.logicalId < b.logicalId ? -1 : 1,
  );
}

/** Whether outputs, stack tags or exports would change though no resource does. */
export function changesOutputsOrTags(context: CallContext, stack: StackRecord, revision: Revision): boolean {
  const { current } = stack;
  if (current === undefined) return true;
  if (canonicalJson(current.tags) !== canonicalJson(revision.tags)) return true;
  const evaluator = evaluatorOf({
    context,
    stack,
    revision,
    resources: {
      resource: (id) => stack.resources.get(id)?.physicalId ?? knownAfterApply,
      attribute: (id, attribute) =>
        stack.resources.has(id) ? attributeOf(stack, id, attribute) : knownAfterApply,
    },
  });
  const wanted = Object.entries(templateOf(revision).Outputs ?? {})
    .filter(([, output]) => typeof output["Condition"] !== "string" || evaluator.holds(output["Condition"]))
    .map(([key, output]): [string, Json] => [
      key,
      [
        evaluator.value(output["Value"] ?? null) ?? null,
        evaluator.value(mapOf(output["Export"])["Name"] ?? null) ?? null,
      ].map(String),
    ]);
  const present = stack.outputs.map(({ key, value, exportName }): [string, Json] => [
    key,
    [value, exportName ?? "null"],
  ]);
  return canonicalJson(Object.fromEntries(wanted)) !== canonicalJson(Object.fromEntries(present));
}

interface Scene {
  readonly stack: StackRecord;
  readonly revision: Revision;
  readonly template: Template;
  readonly evaluator: Evaluator;
  readonly planned: ReadonlyMap<string, PlannedChange>;
}

function changeOf(id: string, scene: Scene): ChangeRecord | undefined {
  const { stack, template, evaluator } = scene;
  const definition = template.Resources[id];
  if (definition === undefined) return undefined;
  const record = stack.resources.get(id);
  const properties = mapOf(evaluator.value(definition.Properties ?? {}));
  if (record === undefined || !isLive(record)) {
    return {
      action: "Add",
      logicalId: id,
      type: definition.Type,
      scope: [],
      details: [],
      afterContext: JSON.stringify({ Properties: properties }),
    };
  }
  if (record.type !== definition.Type) {
    throw validationError(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${id}]`,
    );
  }
  return modification(record, definition, properties, scene);
}

function modification(
  record: ResourceRecord,
  definition: TemplateResource,
  properties: JsonMap,
  scene: Scene,
): ChangeRecord | undefined {
  const details = [
    ...propertyDetails(record, definition, properties, scene),
    ...tagDetails(record, scene.revision),
    ...metadataDetails(record, definition),
  ];
  if (record.type === "AWS::CloudFormation::Stack" && details.length === 0) details.push(automatic);
  if (details.length === 0) return undefined;
  const replacement = replacementOf(details);
  const keeps = definition.UpdateReplacePolicy === "Retain";
  return {
    action: "Modify",
    logicalId: record.logicalId,
    physicalId: record.physicalId,
    type: record.type,
    replacement,
    scope: [...new Set(details.map(({ attribute }) => attribute))],
    details,
    policyAction: replacement === "True" ? (keeps ? "ReplaceAndRetain" : "ReplaceAndDelete") : undefined,
    beforeContext: JSON.stringify({ Properties: record.live.properties }),
    afterContext: JSON.stringify({ Properties: properties }),
  };
}

/** The template of a nested stack may have changed unseen. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChangeDetail.html */
const automatic: ChangeDetail = {
  attribute: "Properties",
  requiresRecreation: "Never",
  evaluation: "Dynamic",
  source: "Automatic",
};

function propertyDetails(
  record: ResourceRecord,
  definition: TemplateResource,
  properties: JsonMap,
  scene: Scene,
): readonly ChangeDetail[] {
  const { stack, revision, planned, template } = scene;
  const before = record.live.properties;
  const names = [...new Set([...Object.keys(before), ...Object.keys(properties)])].sort();
  const previous = stack.current;
  const oldDefinition = previous === undefined ? undefined : templateOf(previous).Resources[record.logicalId];
  return names.flatMap((name) =>
    detailsOfProperty({
      type: record.type,
      name,
      from: before[name],
      to: properties[name],
      oldExpression: oldDefinition?.Properties?.[name],
      newExpression: definition.Properties?.[name],
      oldParameters: { ...previous?.parameters, ...previous?.resolved },
      newParameters: { ...revision.parameters, ...revision.resolved },
      planned,
      template,
    }),
  );
}

function tagDetails(record: ResourceRecord, revision: Revision): readonly ChangeDetail[] {
  if (schemaOf(record.type)?.tags === undefined) return [];
  if (canonicalJson(record.live.tags) === canonicalJson(revision.tags)) return [];
  return [
    { attribute: "Tags", requiresRecreation: "Never", evaluation: "Static", source: "DirectModification" },
  ];
}

function metadataDetails(record: ResourceRecord, definition: TemplateResource): readonly ChangeDetail[] {
  if (canonicalJson(record.live.metadata ?? {}) === canonicalJson(definition.Metadata ?? {})) return [];
  return [
    {
      attribute: "Metadata",
      requiresRecreation: "Never",
      evaluation: "Static",
      source: "DirectModification",
    },
  ];
}

function removal(record: ResourceRecord): ChangeRecord {
  return {
    action: "Remove",
    logicalId: record.logicalId,
    physicalId: record.physicalId,
    type: record.type,
    scope: [],
    details: [],
    policyAction: record.live.deletionPolicy === "Retain" ? "Retain" : "Delete",
    beforeContext: JSON.stringify({ Properties: record.live.properties }),
  };
}

function isLive(record: ResourceRecord): boolean {
  return (
    record.status !== "DELETE_COMPLETE" && record.status !== "DELETE_SKIPPED" && record.physicalId !== ""
  );
}
