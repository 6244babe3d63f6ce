import { queryErrors } from "../../kernel/error-style.ts";
import { operation, type ServiceModel } from "../../kernel/service.ts";
import {
  describeListeners,
  describeLoadBalancers,
  describeRules,
  describeTargetGroups,
} from "./describe-balancers.ts";
import { describeTargetHealth } from "./describe-target-health.ts";

/** Elastic Load Balancing, to be looked at: what stacks made, and how ECS's tasks fare behind it. */
export const elasticLoadBalancingService: ServiceModel = {
  name: "elastic-load-balancing-v2",
  iamPrefix: "elasticloadbalancing",
  errors: queryErrors,
  operations: {
    DescribeListeners: operation(describeListeners),
    DescribeLoadBalancers: operation(describeLoadBalancers),
    DescribeRules: operation(describeRules),
    DescribeTargetGroups: operation(describeTargetGroups),
    DescribeTargetHealth: operation(describeTargetHealth),
  },
};
