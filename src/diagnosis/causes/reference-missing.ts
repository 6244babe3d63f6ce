import { type Cause, manifestOf, retryOf, saying, subjectOf } from "../cause.ts";

/** Something that the change refers to is not there. */
export const referenceMissing: Cause = {
  reason: "ReferenceMissing",
  title: "something that the change refers to does not exist",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        "Resource handler returned message: \"The subnet ID 'subnet-0a1b2c' does not exist (Service: Ec2, Status Code: 400, Request ID: 1)\" (HandlerErrorCode: NotFound)",
      source:
        "https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html",
    },
  ],
  recognise: saying(
    [
      /'(?<name>[^']+)' (?:does not exist|was not found|not found)/i,
      /(?<name>arn:aws[\w:/.@-]+|(?:sg|subnet|vpc|fs|eni|igw|rtb)-[0-9a-f]+) (?:does not exist|was not found|not found)/i,
      /HandlerErrorCode: NotFound|\b\w+NotFound\w*|NoSuch\w+|(?:does not exist|could not be found|cannot be found|was not found)/i,
    ],
    (match, sign, scene) => {
      const resource = match.groups?.["name"] ?? subjectOf(sign, scene);
      return {
        resource,
        message: `${resource === subjectOf(sign, scene) ? `something that ${resource} refers to` : resource} does not exist`,
        remedy: `Look whether it was deleted by hand or is in another account or region; correct ${manifestOf(scene)}, or bring it back and: ${retryOf(scene)}`,
      };
    },
  ),
};
