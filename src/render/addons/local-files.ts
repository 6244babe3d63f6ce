import type { Json, JsonMap, Template } from "../../domain/template.ts";
import { isJsonList, isJsonMap, pointerBelow, pointerOf, valueAt } from "../../template/json-pointer.ts";

/**
 * A property of an addons template that names a file or folder of the repository instead of a place in S3
 * (copilot-model.md 3.2). CloudFormation can only deploy the template once the file is stored and the property names the place.
 */
export interface LocalFile {
  /** JSON pointer of the property. */
  readonly pointer: string;
  /** As it is written: relative to the repository's root. */
  readonly path: string;
  /** `zip` packs even a single file; folders are packed always. */
  readonly form: "as-is" | "zip";
  /** How the place in S3 is written: as one URI, or as a map of bucket and key under these names. */
  readonly location: "uri" | { readonly bucket: string; readonly key: string };
}

/** The files of the repository that an addons template names, in the order of its resources. */
export function findLocalFiles(template: Template): readonly LocalFile[] {
  return [...resourceFiles(template.Resources), ...includedFiles({ ...sectionsOf(template) }, "")];
}

const uri = "uri";
const s3Names = { bucket: "S3Bucket", key: "S3Key" };
const names = { bucket: "Bucket", key: "Key" };

type Property = Pick<LocalFile, "form" | "location"> & { readonly at: readonly string[] };

/** https://awscli.amazonaws.com/v2/documentation/api/latest/reference/cloudformation/package.html */
const packaged: Readonly<Record<string, readonly Property[]>> = {
  "AWS::ApiGateway::RestApi": [{ at: ["BodyS3Location"], form: "as-is", location: names }],
  "AWS::Lambda::Function": [{ at: ["Code"], form: "zip", location: s3Names }],
  "AWS::Lambda::LayerVersion": [{ at: ["Content"], form: "zip", location: s3Names }],
  "AWS::Serverless::Function": [{ at: ["CodeUri"], form: "zip", location: uri }],
  "AWS::Serverless::LayerVersion": [{ at: ["ContentUri"], form: "zip", location: uri }],
  "AWS::Serverless::Application": [{ at: ["Location"], form: "as-is", location: uri }],
  "AWS::Serverless::Api": [{ at: ["DefinitionUri"], form: "as-is", location: uri }],
  "AWS::Serverless::StateMachine": [{ at: ["DefinitionUri"], form: "as-is", location: names }],
  "AWS::AppSync::GraphQLSchema": [{ at: ["DefinitionS3Location"], form: "as-is", location: uri }],
  "AWS::AppSync::Resolver": mappingTemplates(),
  "AWS::AppSync::FunctionConfiguration": mappingTemplates(),
  "AWS::ElasticBeanstalk::ApplicationVersion": [{ at: ["SourceBundle"], form: "as-is", location: s3Names }],
  "AWS::CloudFormation::Stack": [{ at: ["TemplateURL"], form: "as-is", location: uri }],
  "AWS::Glue::Job": [{ at: ["Command", "ScriptLocation"], form: "as-is", location: uri }],
  "AWS::StepFunctions::StateMachine": [{ at: ["DefinitionS3Location"], form: "as-is", location: names }],
  "AWS::CodeCommit::Repository": [{ at: ["Code", "S3"], form: "zip", location: names }],
};

function mappingTemplates(): readonly Property[] {
  return ["RequestMappingTemplateS3Location", "ResponseMappingTemplateS3Location"].map((name) => ({
    at: [name],
    form: "as-is",
    location: uri,
  }));
}

function resourceFiles(resources: Template["Resources"]): readonly LocalFile[] {
  return Object.entries(resources).flatMap(([id, { Type, Properties = {} }]) =>
    (packaged[Type] ?? []).flatMap(({ at, form, location }): readonly LocalFile[] => {
      const path = valueAt(Properties, pointerOf(at));
      if (!isLocalPath(path)) return [];
      return [{ pointer: pointerOf(["Resources", id, "Properties", ...at]), path, form, location }];
    }),
  );
}

/** `AWS::Include` may stand anywhere below these sections. */
function sectionsOf({ Metadata, Mappings, Conditions, Resources, Outputs }: Template): Record<string, Json> {
  const sections: readonly (readonly [string, Json | undefined])[] = [
    ["Metadata", Metadata],
    ["Mappings", Mappings],
    ["Conditions", Conditions],
    [
      "Resources",
      Object.fromEntries(Object.entries(Resources).map(([id, resource]) => [id, { ...resource }])),
    ],
    ["Outputs", Outputs],
  ];
  return Object.fromEntries(
    sections.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function includedFiles(value: Json, pointer: string): readonly LocalFile[] {
  if (isJsonList(value)) {
    return value.flatMap((item, index) => includedFiles(item, pointerBelow(pointer, index)));
  }
  if (!isJsonMap(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const below = pointerBelow(pointer, key);
    return key === "Fn::Transform" && isJsonMap(item) ? include(item, below) : includedFiles(item, below);
  });
}

function include(transform: JsonMap, pointer: string): readonly LocalFile[] {
  const path = valueAt(transform, "/Parameters/Location");
  if (transform["Name"] !== "AWS::Include" || !isLocalPath(path)) return [];
  return [{ pointer: `${pointer}/Parameters/Location`, path, form: "as-is", location: uri }];
}

function isLocalPath(value: Json | undefined): value is string {
  return typeof value === "string" && value !== "" && !/^(?:s3|https?):\/\//.test(value);
}
