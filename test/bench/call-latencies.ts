/**
 * How long AWS takes to answer, in milliseconds from the request to the whole answer, as seen from the same region.
 *
 * AWS publishes hardly any of these. S3: "roughly 100–200 milliseconds" for small objects,
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html. All others are assumptions, meant to be rather too
 * long than too short: a round trip with signing checked is some 15 ms; what reads one record (Parameter Store, STS) takes a few times that;
 * what lists or describes stacks a quarter of a second; what begins work (change sets, deployments) half a second, because it is validated
 * before it is answered. Figures made with them say how much of a time is Autoland's own waiting and order, not how fast an account is.
 */
const latencies: Readonly<Record<string, number>> = {
  "cloudformation:ListStacks": 300,
  "cloudformation:DescribeStacks": 200,
  "cloudformation:DescribeStackEvents": 250,
  "cloudformation:DescribeChangeSet": 250,
  "cloudformation:GetTemplate": 200,
  "cloudformation:CreateChangeSet": 600,
  "cloudformation:ExecuteChangeSet": 500,
  cloudformation: 250,
  "ssm:PutParameter": 80,
  ssm: 40,
  "ecs:UpdateService": 300,
  ecs: 100,
  s3: 150,
  sts: 60,
};

/** What is in no row. */
const others = 150;

/** Milliseconds for a look at a repository or its files: a request to a Git host over the Internet, TLS included; assumed like the others. */
export const gitLatency = 400;

/** Milliseconds until an operation has answered. */
export function latencyOf(service: string, operation: string): number {
  return latencies[`${service}:${operation}`] ?? latencies[service] ?? others;
}
