import { type Cause, manifestOf, saying, subjectOf } from "../cause.ts";

/** The load balancer's health check gets no answer in time. */
export const targetNoAnswer: Cause = {
  reason: "TargetNoAnswer",
  title:
    "the load balancer's health check gets no answer (grace period too short, wrong port, closed security group)",
  rank: "cause",
  examples: [
    {
      kind: "stopped-task",
      words:
        "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-west-1:222222222222:targetgroup/shop/1a2b)",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html",
    },
    {
      kind: "service-event",
      words:
        "(service api) (port 8080) is unhealthy in (target-group arn:aws:elasticloadbalancing:eu-west-1:222222222222:targetgroup/shop/1a2b) due to (reason Request timed out).",
      source:
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-load-balancers.html",
    },
    {
      kind: "unhealthy-target",
      words: "Target.Timeout: Request timed out",
      source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html",
    },
  ],
  recognise: saying(
    [
      /failed ELB health checks in \((?:target-group|elb) (?<group>[^\s)]+)/i,
      /is unhealthy in \((?:target-group|elb) (?<group>[^\s)]+)/i,
      /Target\.(?:Timeout|FailedHealthChecks|HealthCheckFailed)/,
    ],
    (match, sign, scene) => {
      const ran =
        sign.kind === "stopped-task" && sign.ran !== undefined
          ? ` within ${Math.round(sign.ran)} s of its start`
          : "";
      return {
        resource: match.groups?.["group"] ?? subjectOf(sign, scene),
        message: `${scene.workload ?? scene.stack} did not answer the load balancer's health check${ran}`,
        remedy: `In ${manifestOf(scene)}: give it longer to start with http.healthcheck.grace_period; check that it listens on image.port on all addresses, that http.healthcheck.path exists, and that its security group lets the load balancer in.`,
      };
    },
  ),
};
