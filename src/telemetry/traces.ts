import { context, type Span, SpanStatusCode, trace, type Tracer } from "@opentelemetry/api";
import type { SpanProcessor } from "@opentelemetry/sdk-trace";
import type { Happening, Tell } from "../domain/happening.ts";
import { isAtCommit, type Step } from "../domain/plan.ts";

/** Traces that are being recorded. */
export interface Traces {
  readonly tell: Tell;
  /** Sends what is still to be sent, and ends. */
  close(): Promise<void>;
}

/**
 * Records, for each application, one trace per commit and environment: from the look that first saw the commit to the one that found the
 * environment at it, with a span for each step and its stack in between. Times are those of the happenings. Traces go to an
 * OpenTelemetry collector by OTLP over HTTP; the packages are loaded only when an endpoint is configured.
 */
export async function openTraces(endpoint: string): Promise<Traces> {
  const [{ BatchSpanProcessor }, { OTLPTraceExporter }] = await Promise.all([
    import("@opentelemetry/sdk-trace"),
    import("@opentelemetry/exporter-trace-otlp-http"),
  ]);
  const url = `${endpoint.replace(/\/$/, "")}/v1/traces`;
  return makeTraces(
    new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url, timeoutMillis: 10_000 }) }),
  );
}

/** Records traces for a processor of spans. */
export async function makeTraces(processor: SpanProcessor): Promise<Traces> {
  const [{ TracerProvider }, { resourceFromAttributes }] = await Promise.all([
    import("@opentelemetry/sdk-trace"),
    import("@opentelemetry/resources"),
  ]);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "autoland" }),
    spanProcessors: [processor],
  });
  const recorder = makeRecorder(provider.getTracer("autoland"));
  return { tell: recorder, close: () => provider.shutdown() };
}

interface Delivery {
  readonly span: Span;
  readonly commit: string;
}

function makeRecorder(tracer: Tracer): Tell {
  const deliveries = new Map<string, Delivery>();
  const steps = new Map<string, Span>();

  function looked({ application, at, plan }: Extract<Happening, { kind: "looked" }>): void {
    for (const environment of plan.environments) {
      const key = `${application}/${environment.environment}`;
      const commit = environment.revision?.commit;
      const running = deliveries.get(key);
      if (running !== undefined && running.commit !== commit) {
        running.span.setAttribute("autoland.overtaken", true);
        running.span.end(at);
        deliveries.delete(key);
      }
      const standing = deliveries.get(key);
      if (isAtCommit(environment)) {
        standing?.span.setStatus({ code: SpanStatusCode.OK });
        standing?.span.end(at);
        deliveries.delete(key);
      } else if (standing === undefined && commit !== undefined) {
        const span = tracer.startSpan("delivery", {
          startTime: at,
          root: true,
          attributes: {
            "autoland.application": application,
            "autoland.environment": environment.environment,
            "vcs.ref.head.revision": commit,
            "vcs.ref.head.name": environment.revision?.branch ?? "",
          },
        });
        deliveries.set(key, { span, commit });
      }
    }
  }

  function began(application: string, at: Date, step: Step): void {
    const delivery = deliveries.get(`${application}/${step.environment}`);
    const parent = delivery === undefined ? context.active() : trace.setSpan(context.active(), delivery.span);
    const attributes = {
      "autoland.application": application,
      "autoland.environment": step.environment,
      "autoland.step": step.digest,
      ...(step.workload === undefined ? {} : { "autoland.workload": step.workload }),
    };
    steps.set(step.digest, tracer.startSpan(step.kind, { startTime: at, attributes }, parent));
  }

  return (happening) => {
    const { application, at } = happening;
    switch (happening.kind) {
      case "looked":
        return looked(happening);
      case "step-began":
        return began(application, at, happening.step);
      case "step-ended": {
        const { outcome } = happening;
        const span = steps.get(outcome.step.digest);
        steps.delete(outcome.step.digest);
        if (outcome.kind === "failed") {
          span?.setStatus({ code: SpanStatusCode.ERROR, message: outcome.failure.reason });
          span?.setAttribute("error.type", outcome.failure.reason);
        }
        span?.end(at);
        return;
      }
      // What AWS says while a step runs may quote values; a collector is no place for it.
      case "step-progressed":
      case "pass-ended":
      case "pass-failed":
      case "drift-looked":
        return;
    }
  };
}
