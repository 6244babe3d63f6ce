import { type Judged, type JudgedPart, textParameters } from "../domain/judged.ts";
import type { PolicySettings } from "../domain/policy.ts";
import { domainOf, partitionOf } from "../domain/partition.ts";
import type { Json, JsonMap, Template, TemplateResource } from "../domain/template.ts";
import { isJsonList, isJsonMap, pointerBelow } from "../template/json-pointer.ts";
import { resolveResources } from "../template/resolve-resources.ts";
import { foldValue, intrinsicOf } from "./fold-values.ts";
import { documentsOf, type PolicyDocument } from "./iam/policy-documents.ts";
import { type LookUp, spellingsOf, unknownText } from "./spell.ts";

/** A template as rules read it: conditions decided, parameters put in, functions worked out as far as the template tells. */
export interface PartFacts {
  readonly judged: Judged;
  readonly part: JudgedPart;
  readonly context: PolicyContext;
  readonly template: Template;
  /** Those that will exist, by logical id. */
  readonly resources: ReadonlyMap<string, TemplateResource>;
  readonly outputs: JsonMap;
  /** Every IAM document of the resources, wherever it stands. */
  readonly documents: readonly PolicyDocument[];
  /** All texts that a value of these facts may become. */
  readonly texts: (value: Json | undefined) => readonly string[];
  /** The resource of the same template that a text is a reference to, alone. */
  readonly ownReference: (text: string) => TemplateResource | undefined;
  /** Every text below a value, with its pointer; intrinsics are spelled out. */
  readonly everyText: (value: Json, pointer: string) => readonly PlacedText[];
}

/** What the operator says, and who else there is. */
export interface PolicyContext {
  readonly settings: PolicySettings;
  /** Environments of the same application. */
  readonly otherEnvironments: readonly string[];
  /** Applications that the same Autoland looks after. */
  readonly otherApplications: readonly string[];
}

/** A text and where it stands. */
export interface PlacedText {
  readonly pointer: string;
  readonly text: string;
}

/** Reads one version of a part: the template as it will be deployed, or Copilot's own. */
export function factsOf(
  judged: Judged,
  part: JudgedPart,
  template: Template,
  context: PolicyContext,
): PartFacts {
  const known = { parameters: textParameters(part), pseudo: pseudoParameters(judged) };
  const resolvable = withoutLookedUpDefaults(template);
  const lookUp = lookUpIn(part, template);
  const fold = (value: Json): Json => foldValue(value, template.Mappings);
  const resources = new Map(
    [...resolveResources(resolvable, known)].map(([id, resource]) => [
      id,
      fold(resource as unknown as Json) as unknown as TemplateResource,
    ]),
  );
  const outputs = [...resolveResources(outputsAsResources(resolvable), known)].map(
    ([name, { Properties = {} }]) => [name, fold(Properties)] as const,
  );
  const spell = (value: Json | undefined): readonly string[] => spellingsOf(value, lookUp);
  return {
    judged,
    part,
    context,
    template,
    resources,
    outputs: Object.fromEntries(outputs),
    documents: documentsOf(resources, spell),
    texts: spell,
    ownReference: (text) => {
      const id = /^\$\{([A-Za-z0-9]+)(?:\.[A-Za-z0-9.]+)?\}$/.exec(text)?.[1];
      return id === undefined ? undefined : resources.get(id);
    },
    everyText: (value, pointer) => everyText(value, pointer, spell),
  };
}

function pseudoParameters({ account, region }: Judged): Readonly<Record<string, string>> {
  return {
    "AWS::AccountId": account,
    "AWS::Region": region,
    "AWS::Partition": partitionOf(region),
    "AWS::URLSuffix": domainOf(region),
  };
}

/** The default of a parameter that CloudFormation looks up in Parameter Store is a name, not the value. */
function withoutLookedUpDefaults(template: Template): Template {
  const parameters = Object.entries(template.Parameters ?? {}).map(([name, parameter]) => {
    if (!isLookedUp(parameter)) return [name, parameter] as const;
    const { Default: _name, ...rest } = parameter;
    return [name, rest] as const;
  });
  return { ...template, Parameters: Object.fromEntries(parameters) };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html */
export function isLookedUp(parameter: JsonMap): boolean {
  return typeof parameter["Type"] === "string" && parameter["Type"].startsWith("AWS::SSM::Parameter");
}

/**
 * What is known of names: references to the parent stack's things are spelled `${parent:Name}`; what a resource only repeats because the
 * author said it somewhere else is what was said, or unknown.
 */
function lookUpIn(part: JudgedPart, template: Template): LookUp {
  const texts = parameterTexts(part, template);
  return (name) => {
    const [id = "", ...attribute] = name.split(".");
    const resource = template.Resources[id];
    if (resource === undefined) return texts.get(name);
    if (resource.Type === "AWS::SSM::Parameter" && attribute.join(".") === "Value") {
      const value = resource.Properties?.["Value"];
      return typeof value === "string" ? value : unknownText;
    }
    return isSpoken(resource.Type) ? unknownText : undefined;
  };
}

/** Types whose id and attributes are what somebody's code or another template answers. */
function isSpoken(type: string): boolean {
  return (
    type.startsWith("Custom::") ||
    /^AWS::CloudFormation::(?:CustomResource|Stack|WaitCondition|Macro)$/.test(type)
  );
}

function parameterTexts(part: JudgedPart, template: Template): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const known = textParameters(part);
  const ofParent = new Map([
    ["AppName", known["App"] ?? ""],
    ["EnvName", known["Env"] ?? ""],
    ["WorkloadName", known["Name"] ?? ""],
  ]);
  for (const [name, value] of Object.entries(part.parameters)) {
    if (!isJsonMap(value)) continue;
    const spelled = spellingsOf(foldValue(value, {}), (parent) => ofParent.get(parent));
    const text = spelled.length === 1 ? (spelled[0] ?? unknownText) : unknownText;
    texts.set(name, text.replaceAll(/\$\{([A-Za-z0-9.]+)\}/g, "${parent:$1}"));
  }
  for (const [name, parameter] of Object.entries(template.Parameters ?? {})) {
    if (isLookedUp(parameter)) texts.set(name, `\${ssm:${name}}`);
  }
  return texts;
}

function outputsAsResources(template: Template): Template {
  const outputs = Object.entries(template.Outputs ?? {}).map(([name, output]) => {
    const { Condition: condition, ...rest } = output;
    const resource: TemplateResource = {
      Type: "Output",
      Properties: rest,
      ...(typeof condition === "string" ? { Condition: condition } : {}),
    };
    return [name, resource] as const;
  });
  return { ...template, Resources: Object.fromEntries(outputs) };
}

function everyText(
  value: Json,
  pointer: string,
  spell: (value: Json) => readonly string[],
): readonly PlacedText[] {
  if (typeof value === "string") return [{ pointer, text: value }];
  if (isJsonList(value))
    return value.flatMap((item, at) => everyText(item, pointerBelow(pointer, at), spell));
  if (!isJsonMap(value)) return [];
  const below = Object.entries(value).flatMap(([key, item]) =>
    everyText(item, pointerBelow(pointer, key), spell),
  );
  if (intrinsicOf(value) === undefined) return below;
  return [...spell(value).map((text) => ({ pointer, text })), ...below];
}
