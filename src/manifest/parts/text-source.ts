/**
 * A text that is written out, or the value of a CloudFormation export whose name is given (`{from_cfn: <export>}`).
 * A `null` counts as the empty text (copilot-model.md 5.9).
 */
export type TextSource = PlainText | ImportedText;

/** A text that stands in the manifest. */
export interface PlainText {
  readonly kind: "text";
  readonly text: string;
}

/** The value of a CloudFormation export of the environment's account and region. */
export interface ImportedText {
  readonly kind: "from_cfn";
  /** Name of the export, verbatim after interpolation. */
  readonly name: string;
}

/**
 * Where ECS takes a secret from: `text` is the name or path of an SSM parameter or the ARN of a parameter or secret;
 * `secretsmanager` the name of a Secrets Manager secret (copilot-model.md 5.4).
 */
export type Secret = PlainText | ImportedText | { readonly kind: "secretsmanager"; readonly name: string };

/** Environment variables by name. */
export type Variables = Readonly<Record<string, TextSource>>;

/** Secrets by the name of the environment variable that receives them. */
export type Secrets = Readonly<Record<string, Secret>>;
