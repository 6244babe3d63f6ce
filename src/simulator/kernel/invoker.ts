import { AwsFault, ConnectionLost } from "./aws-fault.ts";
import { digestOfInput } from "./call-log.ts";
import { makeContext } from "./context.ts";
import { accessDenied, queryErrors } from "./error-style.ts";
import type { ErrorStyle } from "./error-style.ts";
import type { FaultEffect } from "./faults.ts";
import type { History } from "./history.ts";
import { rootOf } from "./principal.ts";
import type { CallContext, NeededPermission, OperationModel, ServiceModel } from "./service.ts";
import type { Authorizer, CallRequest, Interceptor, World } from "./world.ts";

/** What an invoker needs. */
interface InvokerParts {
  readonly world: World;
  readonly services: ReadonlyMap<string, ServiceModel>;
  readonly history: History;
  readonly interceptors: ReadonlySet<Interceptor>;
  readonly authorize: Authorizer | undefined;
}

type Answer = Record<string, unknown>;

/** Runs an operation on the service as it was so many milliseconds ago. */
type Stale = (lag: number, read: () => Answer) => Answer;

/** Takes every call through credentials, faults, IAM, the operation and the log. */
export class Invoker {
  readonly #parts: InvokerParts;

  constructor(parts: InvokerParts) {
    this.#parts = parts;
  }

  /** A call from outside. */
  async receive(request: CallRequest): Promise<Answer> {
    const { world } = this.#parts;
    const requestId = request.requestId ?? world.random.uuid();
    const context = this.#contextOf(request, requestId);
    const input = { ...request.input };
    const { effects, latency } = this.#effectsOn(context, request.action, "call");
    if (latency > 0) await world.clock.sleep(latency);
    await this.#hold(context, request.action, input);
    return this.#logged(context, request.action, input, () => this.#run(context, request, input, effects));
  }

  /** A call that one service makes of another, at this instant. */
  invoke(context: CallContext, action: string, input: Answer): Answer {
    const { effects } = this.#effectsOn(context, action, "service");
    return this.#logged(context, action, input, () => this.#hit(context, { action, input, effects }));
  }

  /** Throws the service's refusal unless IAM allows it. */
  authorize(context: CallContext, permission: NeededPermission): void {
    const decision = this.#parts.authorize?.(context, permission);
    if (decision === undefined || decision.allowed) return;
    throw accessDenied(this.#styleOf(context.service), {
      principalArn: context.principal.arn,
      action: permission.action,
      resource: permission.resource,
      because: decision.because,
    });
  }

  async #hold(context: CallContext, action: string, input: Answer): Promise<void> {
    const holdFor = this.#parts.services.get(context.service)?.operations[action]?.holdFor;
    if (holdFor === undefined) return;
    const begin = this.#parts.world.clock.time;
    for (;;) {
      const { clock } = this.#parts.world;
      const pause = holdFor(context, input, clock.time - begin);
      if (pause <= 0) return;
      await clock.sleep(pause);
    }
  }

  #contextOf({ credentials, service, region }: CallRequest, requestId: string): CallContext {
    const { world } = this.#parts;
    const known = credentials === undefined ? undefined : world.principalOf(credentials.accessKeyId);
    const principal = known?.principal ?? { ...rootOf(""), arn: credentials?.accessKeyId ?? "anonymous" };
    const scope = { service, principal, account: principal.account, region, requestId };
    return makeContext(scope, { world, invoker: this });
  }

  #run(context: CallContext, request: CallRequest, input: Answer, effects: readonly FaultEffect[]): Answer {
    const style = this.#styleOf(request.service);
    this.#checkCredentials(request, style);
    return this.#hit(context, { action: request.action, input, effects });
  }

  #checkCredentials({ credentials, service, action }: CallRequest, style: ErrorStyle): void {
    if (credentials === undefined) {
      const open = this.#parts.services.get(service)?.operations[action]?.anonymous;
      if (open !== true) throw new AwsFault(style.missingToken);
      return;
    }
    const known = this.#parts.world.principalOf(credentials.accessKeyId);
    if (known === undefined) throw new AwsFault(style.invalidToken);
    if (known.expired) throw new AwsFault(style.expiredToken);
  }

  /** Runs the operation under the faults that strike it. */
  #hit(
    context: CallContext,
    call: { readonly action: string; readonly input: Answer; readonly effects: readonly FaultEffect[] },
  ): Answer {
    const { action, input, effects } = call;
    const style = this.#styleOf(context.service);
    // What writes sees the service as it is: on an old state its effect would be lost.
    const stale = isRead(action) ? this.#stale(context) : fresh;
    let run = (): Answer => this.#operate(context, action, input);
    for (const effect of effects) run = under(effect, run, { style, stale });
    for (const { before } of this.#parts.interceptors) before?.(context, action, input);
    if (!isRead(action)) this.#keepHistory(context);
    return run();
  }

  #stale(context: CallContext): Stale {
    const { history, world } = this.#parts;
    return (lag, read) => history.readStale(context, world.clock.time, lag, read);
  }

  #keepHistory(context: CallContext): void {
    const { history, world } = this.#parts;
    const { service } = context;
    history.keep(context, world.clock.time, world.faults.longestLag(service));
  }

  #operate(context: CallContext, action: string, input: Answer): Answer {
    const service = this.#parts.services.get(context.service);
    const model = service?.operations[action];
    if (service === undefined || model === undefined)
      throw unknownOperation(service, context.service, action);
    if (model.anonymous !== true) {
      for (const permission of permissionsOf(service, action, model, context, input)) {
        this.authorize(context, permission);
      }
    }
    // Outputs are objects of the SDK's output types; as a record they lose nothing.
    return model.run(context, input) as Answer;
  }

  #effectsOn(
    context: CallContext,
    action: string,
    origin: "call" | "service",
  ): { readonly effects: readonly FaultEffect[]; readonly latency: number } {
    const { faults, random } = this.#parts.world;
    const { service, account, region, principal } = context;
    const effects = faults.effectsOn(
      { service, action, account, region, principal: principal.arn, origin },
      random,
    );
    const latency = effects.reduce(
      (sum, effect) => (effect.kind === "latency" ? sum + effect.milliseconds : sum),
      0,
    );
    return { effects, latency };
  }

  #logged(context: CallContext, action: string, input: Answer, run: () => Answer): Answer {
    let outcome = "ok";
    try {
      return run();
    } catch (error) {
      outcome = outcomeOf(error);
      throw error;
    } finally {
      this.#record(context, action, input, outcome);
    }
  }

  #record(context: CallContext, action: string, input: Answer, outcome: string): void {
    const { log, clock } = this.#parts.world;
    log.append({
      sequence: log.records.length + 1,
      time: clock.now().toISOString(),
      principal: context.principal.arn,
      account: context.account,
      region: context.region,
      service: context.service,
      action,
      ...(context.via === undefined ? {} : { via: context.via }),
      requestId: context.requestId,
      inputDigest: digestOfInput(input),
      input,
      outcome,
    });
    for (const { after } of this.#parts.interceptors) after?.(context, action, outcome);
  }

  #styleOf(service: string): ErrorStyle {
    return this.#parts.services.get(service)?.errors ?? queryErrors;
  }
}

function fresh(_lag: number, run: () => Answer): Answer {
  return run();
}

/** Whether an operation only reads, told by the first word of its name. */
export function isRead(action: string): boolean {
  return /^(Describe|List|Get|Head|BatchGet|BatchCheck|Lookup|Filter|Search|Estimate|Validate|Simulate)/.test(
    action,
  );
}

function under(
  effect: FaultEffect,
  run: () => Answer,
  { style, stale }: { readonly style: ErrorStyle; readonly stale: Stale },
): () => Answer {
  switch (effect.kind) {
    case "throttle":
      return () => {
        throw new AwsFault(style.throttling);
      };
    case "server-error":
      return () => {
        throw new AwsFault(style.internal);
      };
    case "expired-credentials":
      return () => {
        throw new AwsFault(style.expiredToken);
      };
    case "refuse":
      return () => {
        const httpStatus = effect.httpStatus ?? 400;
        const fault = httpStatus >= 500 ? "server" : "client";
        throw new AwsFault({ code: effect.code, message: effect.message, httpStatus, fault });
      };
    case "timeout":
      return () => {
        if (effect.phase === "after-effect") run();
        throw new ConnectionLost(effect.phase);
      };
    case "stale-read":
      return () => stale(effect.lagMilliseconds, run);
    case "latency":
      return run;
  }
}

function permissionsOf(
  service: ServiceModel,
  action: string,
  model: OperationModel,
  context: CallContext,
  input: Answer,
): readonly NeededPermission[] {
  return model.permissions?.(context, input) ?? [{ action: `${service.iamPrefix}:${action}`, resource: "*" }];
}

function unknownOperation(service: ServiceModel | undefined, name: string, action: string): AwsFault {
  const style = service?.errors ?? queryErrors;
  const message =
    service === undefined
      ? `the simulated AWS has no service ${name}`
      : `the simulated ${name} has no operation ${action}`;
  return new AwsFault({ ...style.unknownOperation, message });
}

function outcomeOf(error: unknown): string {
  if (error instanceof AwsFault) return error.code;
  if (error instanceof ConnectionLost) return `timeout-${error.phase}`;
  return "InternalError";
}
