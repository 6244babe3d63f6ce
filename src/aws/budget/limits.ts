import type { Limit } from "./bucket.ts";

/**
 * Budgets by `service` or `service:Operation`, per account and region. Services that are not named have the last one.
 *
 * CloudFormation publishes no rates; twenty GetTemplate at once were refused to others (copilot-pains B.1), so it begins carefully and
 * finds out. ECS: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html, half of its refill where tasks and
 * the console ask as well. Parameter Store: 40 reads and 3 writes a second,
 * https://docs.aws.amazon.com/general/latest/gr/ssm.html. S3: thousands a second for each prefix. STS: hundreds.
 */
const limits: Readonly<Record<string, Limit>> = {
  cloudformation: { burst: 40, rate: 10, least: 0.5, most: 20 },
  ssm: { burst: 40, rate: 20, least: 1, most: 40 },
  "ssm:PutParameter": { burst: 10, rate: 3, least: 0.5, most: 10 },
  ecs: { burst: 50, rate: 10, least: 1, most: 20 },
  "ecs:UpdateService": { burst: 10, rate: 2, least: 0.5, most: 5 },
  s3: { burst: 500, rate: 200, least: 5, most: 1000 },
  sts: { burst: 100, rate: 50, least: 1, most: 100 },
};

const others: Limit = { burst: 40, rate: 10, least: 0.5, most: 20 };

/** The budget that an operation is paid from: its key, and what it may be. */
export function limitOf(service: string, operation: string): { readonly key: string; readonly limit: Limit } {
  const own = limits[`${service}:${operation}`];
  if (own !== undefined) return { key: `${service}:${operation}`, limit: own };
  return { key: service, limit: limits[service] ?? others };
}
