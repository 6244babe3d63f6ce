import type { FakeService } from "./fake-aws.ts";
import { AwsFault } from "./fault.ts";

/** Load balancers' listeners with their rules' priorities, listed two to a page. */
export class FakeLoadBalancing {
  readonly listeners = new Map<string, readonly string[]>();

  readonly service: FakeService = ({ input }) => {
    const arn = String(input["ListenerArn"]);
    const priorities = this.listeners.get(arn);
    if (priorities === undefined) throw new AwsFault("ListenerNotFound", `Listener '${arn}' not found`);
    const start = Number(input["Marker"] ?? 0);
    const rules = priorities
      .slice(start, start + 2)
      .map((priority) => ({ RuleArn: `${arn}/${priority}`, Priority: priority }));
    const more = start + 2 < priorities.length;
    return { Rules: rules, ...(more ? { NextMarker: String(start + 2) } : {}) };
  };
}
