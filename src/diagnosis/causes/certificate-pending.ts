import { type Cause, retryOf, saying, subjectOf } from "../cause.ts";

/** A certificate is not issued (yet). */
export const certificatePending: Cause = {
  reason: "CertificatePending",
  title: "a certificate is not issued yet, or its validation failed",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        "Resource handler returned message: \"The certificate 'arn:aws:acm:eu-west-1:222222222222:certificate/1a2b' must have a fully-qualified domain name, a supported signature, and a supported key size. (Service: ElasticLoadBalancingV2, Status Code: 400, Request ID: 1)\" (HandlerErrorCode: InvalidRequest)",
      source:
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AddListenerCertificates.html",
    },
    {
      kind: "stack-event",
      words:
        "Received response status [FAILED] from custom resource. Message returned: Resource is not in the state certificateValidated (RequestId: 1)",
      source: "https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html",
    },
  ],
  recognise: saying(
    [
      /certificate '?(?<certificate>arn:aws[\w:/.-]+)'? must have a fully-qualified domain name/i,
      /UnsupportedCertificate|certificateValidated|PENDING_VALIDATION|VALIDATION_TIMED_OUT|pending validation|certificate.{0,60}(?:not (?:yet )?(?:been )?(?:issued|validated)|expired|validation (?:failed|timed out))/is,
    ],
    (match, sign, scene) => {
      const resource = match.groups?.["certificate"] ?? subjectOf(sign, scene);
      return {
        resource,
        message: `the certificate of ${subjectOf(sign, scene)} is not issued: its domain was not validated`,
        remedy: `Put the validation record into DNS (aws acm describe-certificate --region ${scene.region} --certificate-arn <arn> shows it); the name servers of the domain must point to its hosted zone. Then: ${retryOf(scene)}`,
      };
    },
  ),
};
