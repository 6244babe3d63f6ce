import { type Cause, manifestOf, saying, subjectOf } from "../cause.ts";

/** A domain name belongs to something else already. */
export const aliasTaken: Cause = {
  reason: "AliasTaken",
  title: "a domain name or record is used by something else",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        'Resource handler returned message: "Invalid request provided: AWS::CloudFront::Distribution: One or more of the CNAMEs you provided are already associated with a different resource. (Service: CloudFront, Status Code: 409, Request ID: 1)" (HandlerErrorCode: InvalidRequest)',
      source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html",
    },
    {
      kind: "stack-event",
      words:
        "[Tried to create resource record set [name='api.shop.example.', type='A'] but it already exists]",
      source: "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html",
    },
  ],
  recognise: saying(
    [
      /Tried to create resource record set \[name='(?<name>[^']+)'.*already exists/i,
      /CNAMEs? you provided are already associated|CNAMEAlreadyExists|alias(?:es)? .{0,60}(?:already|in use)/i,
    ],
    (match, sign, scene) => {
      const resource = match.groups?.["name"] ?? subjectOf(sign, scene);
      return {
        resource,
        message: `the name that ${subjectOf(sign, scene)} asks for belongs to something else already${match.groups?.["name"] === undefined ? "" : ` (${match.groups["name"]})`}`,
        remedy: `Take the record or alias away where it stands now, or choose another one in http.alias of ${manifestOf(scene)}.`,
      };
    },
  ),
};
