import { type Cause, manifestOf, saying, subjectOf } from "../cause.ts";

/** A service refuses a property's value. */
export const propertyInvalid: Cause = {
  reason: "PropertyInvalid",
  title: "a service refuses a property's value",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words: "Encountered unsupported property QueuName",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
    },
    {
      kind: "stack-event",
      words:
        "Properties validation failed for resource Queue with message: #/DelaySeconds: 9000 is not less or equal to 900",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
    },
    {
      kind: "stack-event",
      words:
        'Resource handler returned message: "Invalid request provided: Updates are not allowed for property - AliasAttributes." (RequestToken: 1, HandlerErrorCode: InvalidRequest)',
      source:
        "https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html",
    },
  ],
  recognise: saying(
    [
      /unsupported property:? \[?(?<property>[\w.]+)/i,
      /(?:Propert(?:y|ies) validation fail\w+|Model validation failed|extraneous key \[(?<property>\w+)\])/i,
      /Updates are not allowed for property - (?<property>[\w.]+)/i,
      /HandlerErrorCode: (?:InvalidRequest|NotUpdatable|InvalidTypeConfiguration)|Invalid (?:request provided|parameter(?: value)?|value)|InvalidParameter\w*|ValidationException|Value .{0,80}failed to satisfy constraint|must (?:be|match|contain|satisfy)/i,
    ],
    (match, sign, scene) => {
      const resource = subjectOf(sign, scene);
      return {
        resource,
        message: `a value of ${resource} is refused${match.groups?.["property"] === undefined ? "" : ` (${match.groups["property"]})`}`,
        remedy: `Correct it in ${manifestOf(scene)}, its addons or its overrides; AWS's words say what would be right.`,
      };
    },
  ),
};
