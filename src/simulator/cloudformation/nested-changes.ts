import { canonicalJson } from "../../template/canonical-json.ts";
import type { CallContext } from "../kernel/service.ts";
import { changesOutputsOrTags, computeChanges } from "./changes.ts";
import { parameterFromStore } from "./dynamic-references.ts";
import { knownAfterApply, mapOf, textOf } from "./evaluate.ts";
import { readParameters } from "./parameters.ts";
import { evaluatorOf, templateOf } from "./stack-evaluator.ts";
import { regionState } from "./state.ts";
import type { ChangeRecord, ChangeSetRecord } from "./change-set-state.ts";
import type { Revision, StackRecord } from "./state.ts";
import { fetchTemplate, parseTemplate } from "./template-source.ts";
import { processTransforms } from "./transforms.ts";

/**
 * The changes of a change set that looks into nested stacks: one that would not change is not listed; one that would gets a
 * change set of its own. Nested stacks that are only being added are listed without one.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/change-sets-for-nested-stacks.html
 */
export function changesWithNested(
  context: CallContext,
  stack: StackRecord,
  changeSet: ChangeSetRecord,
): readonly ChangeRecord[] {
  return computeChanges(context, stack, changeSet.revision, (change) => {
    const isNested = change.type === "AWS::CloudFormation::Stack" && change.action === "Modify";
    const child = isNested ? context.state(regionState).stacks.get(change.physicalId ?? "") : undefined;
    return child === undefined ? change : lookInto(context, { stack, changeSet, change, child });
  });
}

function lookInto(
  context: CallContext,
  scene: {
    readonly stack: StackRecord;
    readonly changeSet: ChangeSetRecord;
    readonly change: ChangeRecord;
    readonly child: StackRecord;
  },
): ChangeRecord | undefined {
  const { changeSet, change, child } = scene;
  const revision = nestedRevision(context, scene);
  const nestedSet: ChangeSetRecord = {
    ...changeSet,
    id: `arn:${context.partition}:cloudformation:${context.region}:${context.account}:changeSet/${changeSet.name}-${change.logicalId}-${context.random.hex(12)}/${context.random.uuid()}`,
    name: `${changeSet.name}-${change.logicalId}`.slice(0, 128),
    stackId: child.id,
    status: "CREATE_COMPLETE",
    executionStatus: "AVAILABLE",
    revision,
    parentChangeSetId: changeSet.id,
    rootChangeSetId: changeSet.rootChangeSetId ?? changeSet.id,
    changes: [],
  };
  nestedSet.changes = changesWithNested(context, child, nestedSet);
  const isAutomaticOnly = change.details.every(({ source }) => source === "Automatic");
  const isQuiet = nestedSet.changes.length === 0 && !changesOutputsOrTags(context, child, revision);
  if (isQuiet && isAutomaticOnly) return undefined;
  child.changeSets.set(nestedSet.id, nestedSet);
  context.state(regionState).changeSets.set(nestedSet.id, child.id);
  return { ...change, changeSetId: nestedSet.id };
}

function nestedRevision(
  context: CallContext,
  scene: {
    readonly stack: StackRecord;
    readonly changeSet: ChangeSetRecord;
    readonly change: ChangeRecord;
    readonly child: StackRecord;
  },
): Revision {
  const { stack, changeSet, change, child } = scene;
  const definition = templateOf(changeSet.revision).Resources[change.logicalId];
  const evaluator = evaluatorOf({
    context,
    stack,
    revision: changeSet.revision,
    resources: {
      resource: (id) => stack.resources.get(id)?.physicalId ?? knownAfterApply,
      attribute: (id, attribute) => stack.resources.get(id)?.live.attributes[attribute] ?? knownAfterApply,
    },
  });
  const properties = mapOf(evaluator.value(definition?.Properties ?? {}));
  const processed = processTransforms(
    context,
    fetchTemplate(context, textOf(properties["TemplateURL"] ?? "")),
  );
  const { body } = processed;
  const values = readParameters({
    template: parseTemplate(body),
    given: Object.entries(mapOf(properties["Parameters"])).map(([ParameterKey, value]) => ({
      ParameterKey,
      ParameterValue: textOf(value),
    })),
    previous: child.current?.parameters,
    fromStore: (name) => parameterFromStore(context, name),
  });
  const tags = canonicalJson(changeSet.revision.tags) === canonicalJson({}) ? {} : changeSet.revision.tags;
  const { original: _parents, ...revision } = changeSet.revision;
  return { ...revision, ...processed, ...values, tags };
}
