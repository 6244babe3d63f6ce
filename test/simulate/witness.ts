import type { Config } from "../../src/config/config.ts";
import { isAtCommit, type Plan, type Step } from "../../src/domain/plan.ts";
import type { ResourceEffect } from "../../src/domain/step-effects.ts";
import type { Happening } from "../../src/domain/happening.ts";
import { digestInToken } from "../../src/domain/operation-token.ts";
import { holdsData } from "../../src/plan/replacement.ts";
import type { PassEnd } from "../../src/reconcile/reconcile.ts";
import { reportJson } from "../../src/report/plan-json.ts";
import { type RegionState, regionState, type StackRecord } from "../../src/simulator/cloudformation/state.ts";
import { isRead } from "../../src/simulator/kernel/invoker.ts";
import type { Credentials } from "../../src/simulator/kernel/principal.ts";
import type { CallContext } from "../../src/simulator/kernel/service.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import type { Called, ChangeSetTruth, Evidence } from "../support/statements/evidence.ts";
import type { StackTruth } from "../support/statements/stack-truth.ts";
import type { Coverage } from "./coverage.ts";
import { mayBeLost, prunes } from "./configuration.ts";
import { placeOfCall } from "./place-of-call.ts";
import type { ProcessListener } from "./product-process.ts";
import { accounts, type EnvironmentName, feederOf, region } from "./town.ts";

/** Someone who sees everything that happens in a world and writes it down as evidence. It changes nothing. */
export class Witness implements ProcessListener {
  readonly evidence: Evidence[] = [];
  readonly #world: World;
  readonly #coverage: Coverage;
  /** Whose call a request id is. */
  readonly #callers = new Map<string, string>();
  readonly #open = new Map<string, Called>();
  readonly #said = new Set<string>();
  /** Effects of planned steps by process, stack and digest of what is desired. */
  readonly #planned = new Map<string, Readonly<Record<string, ResourceEffect>>>();

  constructor(world: World, coverage: Coverage) {
    this.#world = world;
    this.#coverage = coverage;
    world.intercept({
      before: (context, action, input) => this.#callBegins(context, action, input),
      after: (context, _action, outcome) => this.#callEnds(context, outcome),
    });
  }

  write(...items: readonly EvidenceWithoutTime[]): void {
    const at = this.#world.clock.now();
    for (const item of items) this.evidence.push({ at, ...item });
  }

  started(process: string, config: Config, { secretAccessKey }: Credentials): void {
    const rules = config.applications.flatMap(({ application, environments }) =>
      environments.map(({ environment, mode, after }) => ({
        application,
        environment,
        mode,
        branch: feederOf(environment as EnvironmentName),
        account: accounts[environment as EnvironmentName],
        prunes: application === prunes,
        mayBeLost: application === prunes ? mayBeLost : [],
        ...(after === undefined ? {} : { after }),
      })),
    );
    this.write({ kind: "started", process, rules }, { kind: "secret", value: secretAccessKey });
  }

  ended(process: string, how: "killed" | "stopped"): void {
    this.write({ kind: "ended", process, how });
  }

  asked(process: string, requestId: string): void {
    this.#callers.set(requestId, process);
  }

  answered(_process: string, action: string, output: Readonly<Record<string, unknown>>): void {
    if (action !== "AssumeRole") return;
    const { SecretAccessKey, SessionToken } = output["Credentials"] as Record<string, string>;
    for (const value of [SecretAccessKey, SessionToken])
      if (value !== undefined) this.write({ kind: "secret", value });
  }

  told(process: string, happening: Happening): void {
    if (happening.kind === "step-began") this.#coverage.carriedOut.add(happening.step.kind);
    if (happening.kind === "step-ended" && happening.outcome.kind === "applied")
      this.#coverage.carriedOut.add(happening.outcome.step.kind);
    if (happening.kind !== "looked") return;
    const { plan, application } = happening;
    this.#notePlan(process, plan);
    this.write({
      kind: "looked",
      process,
      application,
      standing: plan.environments.flatMap(({ steps }) => steps.flatMap((step) => this.#standing(step))),
      environments: plan.environments.map((each) => {
        const held = each.held.filter(({ workload }) => workload === undefined);
        return {
          environment: each.environment,
          held: held.map(({ reason }) => reason),
          ...(held.length === 0 ? {} : { said: held.map(({ message }) => message) }),
          steps: each.steps.length,
          isAtCommit: isAtCommit(each),
        };
      }),
    });
  }

  passed(process: string, end: PassEnd): void {
    if (end.kind === "failure") {
      const { reason, message } = end.failure;
      this.write({ kind: "look-failed", process, application: end.application, reason, message });
    }
    if (!this.#isNews(end)) return;
    const text = JSON.stringify(end.kind === "failure" ? end.failure : reportJson(end.report));
    this.write({ kind: "said", process, where: "report", text });
  }

  /** Reports that say the same as others are left out: turning thousands of them into text would take most of a world's time. */
  #isNews(end: PassEnd): boolean {
    if (end.kind === "failure" || end.report.outcomes.length > 0) return true;
    const { plan, reasons } = end.report;
    const said = [...plan.environments.flatMap(({ held }) => held), ...reasons].map(({ message }) => message);
    const fresh = said.filter((message) => !this.#said.has(message));
    for (const message of fresh) this.#said.add(message);
    return fresh.length > 0;
  }

  logged(process: string, text: string): void {
    this.write({ kind: "said", process, where: "log", text });
  }

  said(process: string, where: string, text: string): void {
    this.write({ kind: "said", process, where, text });
  }

  #notePlan(process: string, plan: Plan): void {
    for (const { steps, held } of plan.environments) {
      for (const { reason } of held) this.#coverage.held.add(reason);
      for (const step of steps) {
        this.#coverage.planned.add(step.kind);
        if (!("effects" in step)) continue;
        this.#planned.set(`${process} ${step.stack.name} ${step.desired.digest.slice(0, 32)}`, step.effects);
      }
    }
  }

  #standing(step: Step): readonly { readonly stack: string; readonly since: Date }[] {
    if (step.kind !== "create-stack") return [];
    const state = this.#world.cells.at(regionState, { account: step.stack.account, region });
    const stack = stackCalled(state, step.stack.name);
    if (stack === undefined || stack.status === "REVIEW_IN_PROGRESS" || stack.operation !== undefined)
      return [];
    return [{ stack: stack.name, since: stack.createdAt }];
  }

  #callBegins(context: CallContext, action: string, input: Record<string, unknown>): void {
    if (context.via !== undefined) return;
    const process = this.#callers.get(context.requestId);
    if (process === undefined) return;
    const isWrite = !isRead(action) && !/^(?:AssumeRole|GenerateCredential)/.test(action);
    const called = { kind: "called", process, service: context.service, action, isWrite } as const;
    const { account } = context;
    if (!isWrite) {
      const name = input["StackName"];
      this.#open.set(context.requestId, {
        ...called,
        account,
        input: name === undefined ? nothing : { StackName: name },
        outcome: "",
      });
      return;
    }
    const kept = Object.fromEntries(keptInputs.flatMap((key) => (key in input ? [[key, input[key]]] : [])));
    const stack = this.#stackOf(context, input);
    const changeSet = stack === undefined ? undefined : this.#changeSetOf(process, stack, action, input);
    const place = placeOfCall(context, input);
    this.#open.set(context.requestId, {
      ...called,
      account,
      input: kept,
      outcome: "",
      ...(place === undefined ? {} : { place }),
      ...(stack === undefined ? {} : { stack: truthOf(stack) }),
      ...(changeSet === undefined ? {} : { changeSet }),
    });
  }

  #callEnds(context: CallContext, outcome: string): void {
    if (context.via !== undefined) return;
    const open = this.#open.get(context.requestId);
    this.#open.delete(context.requestId);
    this.#callers.delete(context.requestId);
    if (open !== undefined) this.write({ ...open, outcome });
  }

  #stackOf(context: CallContext, input: Record<string, unknown>): StackRecord | undefined {
    const name = input["StackName"];
    if (typeof name !== "string" || context.service !== "cloudformation") return undefined;
    return stackCalled(this.#world.cells.at(regionState, context), name);
  }

  #changeSetOf(
    process: string,
    stack: StackRecord,
    action: string,
    input: Record<string, unknown>,
  ): ChangeSetTruth | undefined {
    if (action !== "ExecuteChangeSet") return undefined;
    const wanted = String(input["ChangeSetName"]);
    const found = [...stack.changeSets.values()].find(({ name, id }) => name === wanted || id === wanted);
    if (found === undefined) return undefined;
    return {
      name: found.name,
      isAvailable: found.executionStatus === "AVAILABLE",
      body: found.revision.body,
      planned: this.#planned.get(`${process} ${stack.name} ${digestInToken(found.name) ?? ""}`),
      changes: found.changes.map(({ logicalId, type, action: verb, replacement }) => ({
        logicalId,
        type,
        action: verb,
        ...(replacement === undefined ? {} : { replacement }),
        losesData: losesData(stack, { logicalId, type, verb, replacement }),
      })),
    };
  }
}

/** What happened, before the time of it is noted. */
export type EvidenceWithoutTime = Evidence extends infer One
  ? One extends Evidence
    ? Omit<One, "at">
    : never
  : never;

const nothing = {};
const keptInputs = [
  "StackName",
  "ChangeSetName",
  "ChangeSetType",
  "ClientRequestToken",
  "service",
  "forceNewDeployment",
  "Name",
];

function stackCalled(state: RegionState, name: string): StackRecord | undefined {
  const id = state.names.get(name) ?? name;
  const stack = state.stacks.get(id);
  return stack?.deletedAt === undefined ? stack : undefined;
}

function truthOf(stack: StackRecord): StackTruth {
  const { operation } = stack;
  const began = stack.updatedAt ?? stack.createdAt;
  return {
    name: stack.name,
    status: stack.status,
    createdAt: stack.createdAt,
    ...(operation === undefined
      ? {}
      : { operation: { since: began, token: operation.token, kind: operation.kind } }),
    body: stack.current?.body,
    data: Object.fromEntries(
      [...stack.resources.values()]
        .filter(({ type, live }) => holdsData(type) && live.deletionPolicy !== "Retain")
        .map(({ logicalId, physicalId }) => [logicalId, physicalId]),
    ),
    // The last event of an operation that went back names its token no more; the first of its way back does.
    rolledBack: stack.events.flatMap(({ logicalId, status, token, timestamp: at }) =>
      logicalId === stack.name && status === "UPDATE_ROLLBACK_IN_PROGRESS" && token !== undefined
        ? [{ token, at }]
        : [],
    ),
  };
}

function losesData(
  stack: StackRecord,
  change: { logicalId: string; type: string; verb: string; replacement?: string | undefined },
): boolean {
  if (!holdsData(change.type)) return false;
  const live = stack.resources.get(change.logicalId)?.live;
  if (change.verb === "Remove") return live?.deletionPolicy !== "Retain";
  return change.replacement === "True" && live?.updateReplacePolicy !== "Retain";
}
