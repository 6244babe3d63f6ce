import { type Cause, retryOf, saying, subjectOf } from "../cause.ts";

/** Any other quota of the account. */
export const quotaExceeded: Cause = {
  reason: "QuotaExceeded",
  title: "a quota of the account is reached",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        'Resource handler returned message: "The maximum number of internet gateways has been reached. (Service: Ec2, Status Code: 400, Request ID: 1)" (HandlerErrorCode: ServiceLimitExceeded)',
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html",
    },
    {
      kind: "refusal",
      words: "LimitExceededException: Template may not exceed 500 resources.",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html",
    },
    {
      kind: "stack-event",
      words:
        'Resource handler returned message: "You have attempted to create more buckets than allowed (Service: S3, Status Code: 400, Request ID: 1)" (HandlerErrorCode: GeneralServiceException)',
      source: "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
    },
  ],
  recognise: saying(
    [
      /maximum number of (?<what>[\w -]+?) (?:has been|is|was) (?:reached|exceeded)/i,
      /(?<what>[\w -]{3,60}) (?:limit|quota) (?:has been )?(?:exceeded|reached)/i,
      /HandlerErrorCode: ServiceLimitExceeded|LimitExceeded\w*|ServiceQuotaExceeded\w*|QuotaExceeded|TooManyBuckets|(?:AddressLimit|VpcLimit|NatGatewayLimit)Exceeded/,
      /(?:more \w+ than (?:are |is )?allowed|may not exceed \d+|exceed(?:s|ed)? the (?:maximum|limit|quota)|Cannot exceed quota)/i,
    ],
    (match, sign, scene) => {
      const resource = subjectOf(sign, scene);
      return {
        resource,
        message: `${resource} goes over a quota of the account${match.groups?.["what"] === undefined ? "" : ` (${match.groups["what"].trim()})`}`,
        remedy: `Remove what nobody uses or ask for a larger quota (aws service-quotas list-service-quotas --region ${scene.region} --service-code <service>), then: ${retryOf(scene)}`,
      };
    },
  ),
};
