/** A finding of cfn-lint that is no fault of ours, with the reason. What is not stated fits everything. */
export interface IgnoredCheck {
  readonly rule: string;
  readonly message?: RegExp;
  readonly path?: RegExp;
  readonly template?: RegExp;
  readonly reason: string;
}

const asCopilot = "Copilot's template has it, and a stack that is taken over must not change by it:";
const madeUp = "The ids and ARNs of test cases are made up.";

/** Every check that is ignored. One that fits no finding any more has to go. */
export const ignoredChecks: readonly IgnoredCheck[] = [
  { rule: "E1150", message: /'(?:sg-|mockImportALBSG)\w*' is not/, reason: madeUp },
  { rule: "E1151", message: /'vpc-\w*' is not/, reason: madeUp },
  { rule: "E1154", message: /'subnet-\w*' is not/, reason: madeUp },
  { rule: "E3031", message: /'subnet-\w*' does not match/, reason: madeUp },
  { rule: "E3033", message: /'subnet-\w*' is shorter/, reason: madeUp },
  { rule: "E1159", reason: madeUp },
  { rule: "E3510", message: /^'(?:arn:|cert-|viewer-cert)[^']*' does not match/, reason: madeUp },
  {
    rule: "E1029",
    path: /^Metadata\/Manifest$/,
    reason: "The manifest is kept as text; what stands in it is not evaluated.",
  },
  {
    rule: "E3601",
    message: /arn:\$\{Partition\}/,
    reason: "cfn-lint checks the definition before the substitution that stands around it.",
  },
  {
    rule: "E3601",
    message: /'arn:aws-us-gov:|'arn:aws-cn:/,
    reason: "cfn-lint knows the ARNs of one partition only.",
  },
  {
    rule: "E3676",
    path: /^Resources\/(?:Internal)?HTTPSListener\/Properties$/,
    reason: `${asCopilot} the listener's condition is true only where certificates are given by a parameter or the manifest.`,
  },
  {
    rule: "E3680",
    path: /^Resources\/(?:Public|Internal)LoadBalancer\/Properties\/Subnets$/,
    reason: `${asCopilot} a manifest that gives a range and no subnets gets none, and the load balancer is made only when a service asks for it.`,
  },
  {
    rule: "E3003",
    path: /\/Ulimits\/\d+$/,
    template: /^random-/,
    reason: "The overrides of random manifests set one field only, which is the manifest's own doing.",
  },
  {
    rule: "E3002",
    message: /^'::\/0' is not a 'ipv4-network'$/,
    template: /^random-Environment-/,
    reason: "Random environments give an IPv6 range, which Copilot writes down as one of IPv4.",
  },
  {
    rule: "E3004",
    template: /^workloads-lbws-addons$/,
    reason:
      "The case hands its addons the name of the service that needs their outputs: a circle of the workspace's own making.",
  },
  {
    rule: "E3013",
    template: /^fuzz-fz-static-004$/,
    reason: "The case's name is longer than a label of a domain name may be.",
  },
  {
    rule: "W1001",
    reason: `${asCopilot} what is used stands under the same conditions by other words.`,
  },
  { rule: "W1020", reason: `${asCopilot} a substitution without variables gives its text.` },
  {
    rule: "W1030",
    path: /DNSDelegationRole/,
    reason: `${asCopilot} the empty default is that of an application without a domain, which has no such role.`,
  },
  {
    rule: "W2001",
    template: /-addons$/,
    reason: "The workspace's addons declare parameters that they do not use, as their authors like it.",
  },
  {
    rule: "W8001",
    template: /-addons$/,
    reason: "The workspace's addons declare conditions that they do not use.",
  },
  { rule: "W2001", reason: `${asCopilot} its parameters are the same for all workloads of a type.` },
  { rule: "W3005", reason: `${asCopilot} a dependency that is stated twice does no harm.` },
  { rule: "W3010", reason: "The manifest names its availability zones." },
  { rule: "W3011", reason: `${asCopilot} roles are retained on deletion, and never replaced.` },
  { rule: "W3037", reason: `${asCopilot} an action that IAM does not know allows nothing.` },
  { rule: "W3045", reason: `${asCopilot} the access control of static sites' buckets.` },
  { rule: "W3687", reason: "The manifest gives ports together with all protocols." },
  { rule: "W8001", reason: `${asCopilot} its conditions are the same for all workloads of a type.` },
];
