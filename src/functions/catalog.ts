/** A function's name as templates and `custom_resource_urls` have it. copilot-model.md 6. */
export type FunctionName =
  | "BacklogPerTaskCalculatorFunction"
  | "BucketCleanerFunction"
  | "CertificateReplicatorFunction"
  | "CertificateValidationFunction"
  | "CustomDomainFunction"
  | "DNSDelegationFunction"
  | "DynamicDesiredCountFunction"
  | "EnvControllerFunction"
  | "NLBCertValidatorFunction"
  | "NLBCustomDomainFunction"
  | "RulePriorityFunction"
  | "TriggerStateMachineFunction"
  | "UniqueJSONValuesFunction";

/** Whose template uses a function: an environment's, or that of a workload of this type. */
export type FunctionOwner =
  | "Environment"
  | "Load Balanced Web Service"
  | "Backend Service"
  | "Worker Service"
  | "Request-Driven Web Service"
  | "Static Site"
  | "Scheduled Job";

/** A file of `handlers/`, without its extension. */
export type FunctionSource =
  | "app-runner-domain"
  | "backlog-per-task"
  | "bucket-cleaner"
  | "certificate-replicator"
  | "dns-delegation"
  | "dynamic-desired-count"
  | "env-controller"
  | "environment-certificate"
  | "environment-domain"
  | "rule-priority"
  | "state-machine-trigger"
  | "unique-json-values"
  | "workload-certificate"
  | "workload-domain";

/** A function that an owner's template may use. Names repeat between owners with different code behind them. */
export interface CustomResourceFunction {
  readonly name: FunctionName;
  readonly source: FunctionSource;
  /** The export that Lambda calls, as the template's `Handler` names it: `index.<export>`. */
  readonly handler: string;
}

/**
 * The functions of an owner, by name. All are uploaded even when the rendered template uses fewer, as Copilot does.
 * copilot-model.md 6, "Upload sets".
 */
export function functionsFor(owner: FunctionOwner): readonly CustomResourceFunction[] {
  return Object.entries(sources[owner]).map(([name, source]) => ({
    name: name as FunctionName,
    source,
    handler: handlerNames[source] ?? "handler",
  }));
}

/** Every source file once, in the order of the alphabet. */
export function functionSources(): readonly FunctionSource[] {
  const all = Object.values(sources).flatMap((functions) => Object.values(functions));
  return [...new Set(all)].toSorted();
}

const sources: Readonly<Record<FunctionOwner, Readonly<Partial<Record<FunctionName, FunctionSource>>>>> = {
  Environment: {
    CertificateValidationFunction: "environment-certificate",
    CustomDomainFunction: "environment-domain",
    DNSDelegationFunction: "dns-delegation",
    CertificateReplicatorFunction: "certificate-replicator",
    BucketCleanerFunction: "bucket-cleaner",
    UniqueJSONValuesFunction: "unique-json-values",
  },
  "Load Balanced Web Service": {
    DynamicDesiredCountFunction: "dynamic-desired-count",
    EnvControllerFunction: "env-controller",
    RulePriorityFunction: "rule-priority",
    NLBCustomDomainFunction: "workload-domain",
    NLBCertValidatorFunction: "workload-certificate",
  },
  "Backend Service": {
    DynamicDesiredCountFunction: "dynamic-desired-count",
    RulePriorityFunction: "rule-priority",
    EnvControllerFunction: "env-controller",
  },
  "Worker Service": {
    DynamicDesiredCountFunction: "dynamic-desired-count",
    BacklogPerTaskCalculatorFunction: "backlog-per-task",
    EnvControllerFunction: "env-controller",
  },
  "Scheduled Job": { EnvControllerFunction: "env-controller" },
  "Request-Driven Web Service": {
    EnvControllerFunction: "env-controller",
    CustomDomainFunction: "app-runner-domain",
  },
  "Static Site": {
    TriggerStateMachineFunction: "state-machine-trigger",
    CertificateValidationFunction: "workload-certificate",
    CustomDomainFunction: "workload-domain",
  },
};

/** Templates name these exports; every other function exports `handler`. */
const handlerNames: Readonly<Partial<Record<FunctionSource, string>>> = {
  "dns-delegation": "domainDelegationHandler",
  "environment-certificate": "certificateRequestHandler",
  "certificate-replicator": "certificateReplicateHandler",
  "rule-priority": "nextAvailableRulePriorityHandler",
};
