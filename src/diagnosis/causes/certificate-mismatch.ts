import { type Cause, manifestOf, saying, subjectOf } from "../cause.ts";

/** A certificate does not cover an alias, or cannot be used there. */
export const certificateMismatch: Cause = {
  reason: "CertificateMismatch",
  title: "a certificate does not cover the alias, or cannot be used there",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        "Resource handler returned message: \"Invalid request provided: AWS::CloudFront::Distribution: The certificate that is attached to your distribution doesn't cover the alternate domain name (CNAME) that you're trying to add. (Service: CloudFront, Status Code: 400, Request ID: 1)\" (HandlerErrorCode: InvalidRequest)",
      source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html",
    },
    {
      kind: "stack-event",
      words:
        "Resource handler returned message: \"Certificate 'arn:aws:acm:eu-west-1:222222222222:certificate/1a2b' not found (Service: ElasticLoadBalancingV2, Status Code: 400, Request ID: 1)\" (HandlerErrorCode: NotFound)",
      source:
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AddListenerCertificates.html",
    },
  ],
  recognise: saying(
    [
      /certificate.{0,80}(?:does(?:n't| not) (?:cover|match|include)|is not valid for|not (?:contain|list))/is,
      /certificate '?(?<certificate>arn:aws[\w:/.-]+)'? (?:not found|does not exist|is in the wrong region|must be in)/i,
      /(?:InvalidViewerCertificate|CertificateNotFound|SSL certificate doesn't exist, isn't in us-east-1)/i,
    ],
    (match, sign, scene) => {
      const resource = match.groups?.["certificate"] ?? subjectOf(sign, scene);
      return {
        resource,
        message: `the certificate${match.groups?.["certificate"] === undefined ? "" : ` ${match.groups["certificate"]}`} of ${subjectOf(sign, scene)} does not cover what it is used for`,
        remedy: `Use a certificate of the right region (us-east-1 for CloudFront) that has the alias among its names: see http.alias and certificates in ${manifestOf(scene)} and the environment's manifest.`,
      };
    },
  ),
};
