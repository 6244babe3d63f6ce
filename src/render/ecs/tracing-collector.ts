import type { JsonMap } from "../../domain/template.ts";
import type { Observability } from "../../manifest/parts/observability.ts";
import { awsLogs } from "./log-configuration.ts";

/** Whether the manifest asks for AWS X-Ray. */
export function tracesWithXRay(observability: Observability | undefined): boolean {
  return observability?.tracing?.toUpperCase() === "AWSXRAY";
}

/** The container that collects traces and sends them to X-Ray (copilot-model.md 5.3). */
export const tracingCollector: JsonMap = {
  Name: "aws-otel-collector",
  Image: "public.ecr.aws/aws-observability/aws-otel-collector:v0.17.0",
  Command: ["--config=/etc/ecs/ecs-xray.yaml"],
  LogConfiguration: awsLogs,
};
