import type { Json } from "../../domain/template.ts";
import type { Milliseconds } from "./duration.ts";
import { listOf } from "../shape/collection-shapes.ts";
import { eitherForm } from "../shape/form-shapes.ts";
import { field } from "../shape/field-path.ts";
import type { FieldPath } from "../shape/field-path.ts";
import { jsonMap } from "../shape/json-shapes.ts";
import type { Report } from "../shape/report.ts";
import { alternatives } from "../shape/report.ts";
import { record } from "../shape/record-shape.ts";
import { boolean, duration, text, wholeNumber } from "../shape/scalar-shapes.ts";
import { checkTopicName } from "./topic-name.ts";

/** What a Worker Service subscribes to, and its main queue. */
export interface Subscribe {
  readonly topics?: readonly Subscription[];
  readonly queue?: Queue;
}

/** A subscription to a topic of a service of the same application. */
export interface Subscription {
  /** Always there in a valid manifest, like `service`. */
  readonly name?: string;
  readonly service?: string;
  readonly filter_policy?: Readonly<Record<string, Json>>;
  /** True or a map gives the topic a queue of its own. */
  readonly queue?: boolean | Queue;
}

/** An SQS queue. */
export interface Queue {
  readonly retention?: Milliseconds;
  readonly delay?: Milliseconds;
  readonly timeout?: Milliseconds;
  readonly dead_letter?: { readonly tries?: number };
  readonly fifo?: boolean | FifoQueue;
}

/** How a FIFO queue works. */
export interface FifoQueue {
  readonly content_based_deduplication?: boolean;
  /** `queue` or `messageGroup`. */
  readonly deduplication_scope?: string;
  /** `perQueue` or `perMessageGroupId`. */
  readonly throughput_limit?: string;
  readonly high_throughput?: boolean;
}

const fifo = eitherForm<boolean, FifoQueue>({
  plain: boolean,
  map: record<FifoQueue>(
    {
      content_based_deduplication: boolean,
      deduplication_scope: text,
      throughput_limit: text,
      high_throughput: boolean,
    },
    { check: checkFifo },
  ),
  wanted: "true, false or a map with a FIFO queue's fields",
  faultsInMap: "drop",
  // Copilot keeps both; a switch that is on hides the map, and a map hides a switch that is off (copilot-model.md 5.5).
  mixed: (base, over) => (base === true || over === true ? true : typeof base === "object" ? base : over),
});

const queue = record<Queue>({
  retention: duration,
  delay: duration,
  timeout: duration,
  dead_letter: record<NonNullable<Queue["dead_letter"]>>({ tries: wholeNumber({ min: 0, max: 65_535 }) }),
  fifo,
});

const subscription = record<Subscription>(
  {
    name: text,
    service: text,
    filter_policy: jsonMap,
    queue: eitherForm<boolean, Queue>({
      plain: boolean,
      map: queue,
      wanted: "true, false or a map with a queue's fields",
      faultsInMap: "drop",
    }),
  },
  {
    check: (topic, at, report) => {
      checkTopicName(topic.name, field(at, "name"), report);
      checkServiceName(topic.service, field(at, "service"), report);
    },
  },
);

/** `subscribe` of a Worker Service. */
export const subscribe = record<Subscribe>({ topics: listOf(subscription), queue });

function checkServiceName(name: string | undefined, at: FieldPath, report: Report): void {
  if (!name) {
    const message = "service is missing; give the name of the service that publishes the topic.";
    report({ code: "required-field-missing", at, message });
    return;
  }
  if (/^[a-z][a-z0-9-]+$/.test(name) && !/[.-]{2,}/.test(name) && !/[.-]$/.test(name)) return;
  const message = `${name} is no name of a service; it begins with a letter, and has only lower-case letters, digits and single hyphens between them.`;
  report({ code: "invalid-format", at, message });
}

const scopes = ["messageGroup", "queue"];
const limits = ["perMessageGroupId", "perQueue"];

function checkFifo(value: FifoQueue, at: FieldPath, report: Report): void {
  const { high_throughput: high, throughput_limit: limit, deduplication_scope: scope } = value;
  if (high !== undefined && (limit !== undefined || scope !== undefined)) {
    const other = limit === undefined ? "deduplication_scope" : "throughput_limit";
    const message = `high_throughput already stands for ${other}; give one of the two.`;
    report({ code: "mutually-exclusive", at: field(at, "high_throughput"), message });
  }
  if (scope !== undefined && !scopes.includes(scope)) {
    const message = `deduplication_scope is ${scope}; it must be ${alternatives(scopes)}.`;
    report({ code: "invalid-enum-value", at: field(at, "deduplication_scope"), message });
  }
  if (limit !== undefined && !limits.includes(limit)) {
    const message = `throughput_limit is ${limit}; it must be ${alternatives(limits)}.`;
    report({ code: "invalid-enum-value", at: field(at, "throughput_limit"), message });
  }
  if (limit !== "perMessageGroupId" || scope !== "queue") return;
  const message =
    "throughput_limit is perMessageGroupId; with deduplication_scope queue it must be perQueue.";
  report({ code: "inconsistent-values", at: field(at, "throughput_limit"), message });
}
