import type { Limit } from "./bucket.ts";

/** Budgets by `service` or `service:Operation`, per account and region. Services that are not named have the last one. */
const limits: Readonly<Record<string, Limit>> = {
  // CloudFormation publishes no rates; twenty GetTemplate at once were refused to others (copilot-pains B.1), so it begins carefully and
  // finds out.
  cloudformation: { burst: 40, rate: 10, least: 0.5, most: 20 },
  // 40 reads a second that GetParameter, GetParameters and GetParametersByPath share; half of it is left to others.
  // https://docs.aws.amazon.com/general/latest/gr/ssm.html#limits_ssm
  ssm: { burst: 40, rate: 20, least: 1, most: 40 },
  // 3 writes a second, 10 where the account has the higher throughput, which is found out. The same page.
  "ssm:PutParameter": { burst: 10, rate: 3, least: 0.5, most: 10 },
  // Buckets by group of actions, such as 50 and a refill of 20 a second for reads of clusters; half of the refill, for tasks and the
  // console ask as well. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/request-throttling.html
  ecs: { burst: 50, rate: 10, least: 1, most: 20 },
  "ecs:UpdateService": { burst: 10, rate: 2, least: 0.5, most: 5 },
  // At least 3,500 writes and 5,500 reads a second for each partitioned prefix.
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
  s3: { burst: 500, rate: 200, least: 5, most: 1000 },
  // Hundreds of requests a second of an account. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  sts: { burst: 100, rate: 50, least: 1, most: 100 },
};

const others: Limit = { burst: 40, rate: 10, least: 0.5, most: 20 };

/** The budget that an operation is paid from: its key, and what it may be. */
export function limitOf(service: string, operation: string): { readonly key: string; readonly limit: Limit } {
  const own = limits[`${service}:${operation}`];
  if (own !== undefined) return { key: `${service}:${operation}`, limit: own };
  return { key: service, limit: limits[service] ?? others };
}
