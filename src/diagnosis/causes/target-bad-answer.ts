import { type Cause, manifestOf, saying, subjectOf } from "../cause.ts";

/** The load balancer's health check gets an answer, and not the one that it wants. */
export const targetBadAnswer: Cause = {
  reason: "TargetBadAnswer",
  title: "the load balancer's health check gets another answer than it wants",
  rank: "cause",
  examples: [
    {
      kind: "service-event",
      words:
        "(service api) (port 8080) is unhealthy in (target-group arn:aws:elasticloadbalancing:eu-west-1:222222222222:targetgroup/shop/1a2b) due to (reason Health checks failed with these codes: [404]).",
      source:
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-load-balancers.html",
    },
    {
      kind: "unhealthy-target",
      words: "Target.ResponseCodeMismatch: Health checks failed with these codes: [503]",
      source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html",
    },
  ],
  recognise: saying(
    [/health checks failed with these codes: \[(?<code>[\d, ]+)\]/i, /Target\.ResponseCodeMismatch/],
    (match, sign, scene) => {
      const code = match.groups?.["code"];
      return {
        resource: groupIn(match.input) ?? subjectOf(sign, scene),
        message: `the load balancer's health check of ${scene.workload ?? scene.stack} is answered with ${code === undefined ? "another status than it wants" : `status ${code}`}`,
        remedy: `Look at http.healthcheck (path, success_codes) in ${manifestOf(scene)}: what answers there must not ask for a login or redirect.`,
      };
    },
  ),
};

function groupIn(words: string): string | undefined {
  return /target-group (?<group>[^\s)]+)/.exec(words)?.groups?.["group"];
}
