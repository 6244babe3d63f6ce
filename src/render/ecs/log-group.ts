import { join, ref } from "../../template/intrinsics.ts";
import { described, type Resources } from "../resources.ts";

const resources: Resources = {
  LogGroup: {
    Metadata: described("Where the containers' logs go"),
    Type: "AWS::Logs::LogGroup",
    Properties: {
      LogGroupName: join("", ["/copilot/", ref("AppName"), "-", ref("EnvName"), "-", ref("WorkloadName")]),
      RetentionInDays: ref("LogRetention"),
    },
  },
};

/** The log group of a workload's containers. */
export function logGroup(): Resources {
  return resources;
}
