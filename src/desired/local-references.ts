import type { Json, JsonMap, Template } from "../domain/template.ts";

/**
 * Where an addons template may name a file or folder of the repository, which Copilot uploads and replaces by where it put it
 * (copilot-model.md 3.2), by resource type.
 */
const places: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "AWS::ApiGateway::RestApi": [["BodyS3Location"]],
  "AWS::AppSync::FunctionConfiguration": [
    ["RequestMappingTemplateS3Location"],
    ["ResponseMappingTemplateS3Location"],
  ],
  "AWS::AppSync::GraphQLSchema": [["DefinitionS3Location"]],
  "AWS::AppSync::Resolver": [["RequestMappingTemplateS3Location"], ["ResponseMappingTemplateS3Location"]],
  "AWS::CloudFormation::Stack": [["TemplateURL"]],
  "AWS::CodeCommit::Repository": [["Code", "S3"]],
  "AWS::ElasticBeanstalk::ApplicationVersion": [["SourceBundle"]],
  "AWS::Glue::Job": [["Command", "ScriptLocation"]],
  "AWS::Lambda::Function": [["Code"]],
  "AWS::Lambda::LayerVersion": [["Content"]],
  "AWS::Serverless::Api": [["DefinitionUri"]],
  "AWS::Serverless::Application": [["Location"]],
  "AWS::Serverless::Function": [["CodeUri"]],
  "AWS::Serverless::LayerVersion": [["ContentUri"]],
  "AWS::Serverless::StateMachine": [["DefinitionUri"]],
  "AWS::StepFunctions::StateMachine": [["DefinitionS3Location"]],
};

/** The files and folders of the repository that an addons template names, as `LogicalId: path`. */
export function localReferences(template: Template): readonly string[] {
  const found: string[] = [];
  for (const [id, resource] of Object.entries(template.Resources)) {
    for (const path of places[resource.Type] ?? []) {
      const value = path.reduce<Json | undefined>(
        (at, key) => (isMap(at) ? at[key] : undefined),
        resource.Properties,
      );
      if (typeof value === "string" && !/^(?:s3|https?):\/\//.test(value)) found.push(`${id}: ${value}`);
    }
  }
  return found;
}

function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
