import schemas from "./schemas.json" with { type: "json" };

/**
 * What a type's CloudFormation resource schema says (facts taken from the public schemas as bundled with cfn-lint
 * 1.51.0; https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-type-schemas.html). Nested names are dotted.
 */
export interface SchemaFacts {
  /** Properties that a template may set. */
  readonly properties: readonly string[];
  readonly required?: readonly string[];
  /** A change of one of these needs a new physical resource. */
  readonly replaces?: readonly string[];
  /** A change of one of these may need one. */
  readonly mayReplace?: readonly string[];
  /** What `Fn::GetAtt` gives. */
  readonly attributes?: readonly string[];
  /** The primary identifier's parts. */
  readonly identifier: readonly string[];
  /** Properties that no read gives back, so that drift cannot see them. */
  readonly writeOnly?: readonly string[];
  /** The property that takes tags; absent where stack tags do not reach the type. */
  readonly tags?: string;
}

const table: Readonly<Record<string, SchemaFacts>> = schemas;

/** The schema of a type, where the simulated AWS has it. */
export function schemaOf(type: string): SchemaFacts | undefined {
  return table[type];
}
