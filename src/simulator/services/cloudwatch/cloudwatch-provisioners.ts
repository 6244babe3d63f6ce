import type { Provisioner } from "../../cloudformation/provision.ts";
import { byCalls, callAs } from "../provision-by-calls.ts";

/** Alarms as stacks make them. */
export const cloudwatchProvisioners: Readonly<Record<string, Provisioner>> = {
  "AWS::CloudWatch::Alarm": byCalls({
    make: (_request, identity) => identity,
    furnish: (request, AlarmName) => {
      callAs(request, "cloudwatch", "PutMetricAlarm", { ...request.properties, AlarmName });
    },
    remove: (request, AlarmName) => {
      callAs(request, "cloudwatch", "DeleteAlarms", { AlarmNames: [AlarmName] });
    },
  }),
};
