/** Any JSON value. Templates hold nothing else. */
export type Json = string | number | boolean | null | readonly Json[] | JsonMap;

/** A JSON object. */
export interface JsonMap {
  readonly [key: string]: Json;
}

/** One resource of a template, with CloudFormation's own attribute names. */
export interface TemplateResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
  readonly Metadata?: JsonMap;
  readonly Properties?: JsonMap;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly UpdatePolicy?: JsonMap;
  readonly CreationPolicy?: JsonMap;
}

/**
 * A CloudFormation template as data, intrinsics in long form (`{"Ref": …}`, `{"Fn::GetAtt": ["A", "B"]}`).
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
export interface Template {
  readonly AWSTemplateFormatVersion?: string;
  readonly Description?: string;
  readonly Metadata?: JsonMap;
  readonly Transform?: Json;
  readonly Parameters?: Readonly<Record<string, JsonMap>>;
  readonly Mappings?: JsonMap;
  readonly Conditions?: JsonMap;
  readonly Rules?: JsonMap;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, JsonMap>>;
}
