import type { JsonMap } from "../../domain/template.ts";
import { ref } from "../../template/intrinsics.ts";

/** Log configuration of a container that writes to the workload's log group. */
export const awsLogs: JsonMap = {
  LogDriver: "awslogs",
  Options: {
    "awslogs-region": ref("AWS::Region"),
    "awslogs-group": ref("LogGroup"),
    "awslogs-stream-prefix": "copilot",
  },
};
