import { expect, test } from "vitest";
import type { Subscribe } from "../../../src/manifest/parts/subscribe.ts";
import { queueVariables } from "../../../src/render/queues/queue-variables.ts";
import { subscriptionsOf } from "../../../src/render/queues/read-subscriptions.ts";
import { workerService } from "../support/manifests.ts";
import { property, rendered } from "../support/rendered.ts";

test.each<[string, Subscribe, string]>([
  ["a standard shared queue", { topics: [{}] }, "orders"],
  ["a FIFO shared queue", { topics: [{}], queue: { fifo: true } }, "orders.fifo"],
  [
    "an own queue of no settings, though the shared one is FIFO",
    { topics: [{ queue: true }], queue: { fifo: true } },
    "orders",
  ],
  [
    "an own queue that is refused, though the shared one is FIFO",
    { topics: [{ queue: false }], queue: { fifo: true } },
    "orders",
  ],
  ["an own FIFO queue", { topics: [{ queue: { fifo: { high_throughput: true } } }] }, "orders.fifo"],
  ["an own standard queue", { topics: [{ queue: { delay: 1000 } }], queue: { fifo: true } }, "orders"],
])("a subscription with %s listens to the topic %s", (_, { topics = [], queue }, topic) => {
  const named = topics.map((subscription) => ({ service: "shop", name: "orders", ...subscription }));
  const subscribe = queue === undefined ? { topics: named } : { topics: named, queue };
  expect(subscriptionsOf(subscribe).topics).toMatchObject([{ topic }]);
});

test("without topics the settings of the shared queue do not count", () => {
  const manifest = workerService({ subscribe: { queue: { retention: 60_000, fifo: true } } });
  expect(property(manifest, "/EventsQueue/Properties")).toEqual({ KmsMasterKeyId: { Ref: "EventsKMSKey" } });
});

test("with topics, even none of them, they do", () => {
  const manifest = workerService({
    subscribe: { topics: [], queue: { retention: 60_000, dead_letter: { tries: 3 } } },
  });
  expect(property(manifest, "/EventsQueue/Properties")).toMatchObject({
    MessageRetentionPeriod: 60,
    RedrivePolicy: { maxReceiveCount: 3 },
  });
  expect(property(manifest, "/DeadLetterQueue/Properties/MessageRetentionPeriod")).toBe(1_209_600);
});

test("high throughput decides scope and limit, whatever else is said", () => {
  const fifo = { high_throughput: true, deduplication_scope: "queue", content_based_deduplication: false };
  const manifest = workerService({ subscribe: { topics: [], queue: { fifo } } });
  expect(property(manifest, "/EventsQueue/Properties")).toMatchObject({
    FifoQueue: true,
    FifoThroughputLimit: "perMessageGroupId",
    DeduplicationScope: "messageGroup",
    ContentBasedDeduplication: false,
  });
});

test("queues of their own have their URLs under names with one large letter", () => {
  const topics = [{ service: "shop-api", name: "newOrders_v2", queue: { fifo: true } }];
  const [, own] = queueVariables(subscriptionsOf({ topics }));
  expect(own).toEqual({
    Name: "COPILOT_TOPIC_QUEUE_URIS",
    Value: {
      "Fn::Sub": [
        `{"shopapiNewordersv2fifoEventsQueue":"\${shopapinewOrdersv2fifoURL}"}`,
        { shopapinewOrdersv2fifoURL: { Ref: "shopapinewOrdersv2fifoEventsQueue" } },
      ],
    },
  });
});

test("only topics without a queue of their own may send to the shared one", () => {
  const topics = [
    { service: "shop", name: "paid" },
    { service: "shop", name: "sent", queue: true },
  ];
  const manifest = workerService({ subscribe: { topics } });
  expect(property(manifest, "/QueuePolicy/Properties/PolicyDocument/Statement")).toHaveLength(2);
  expect(property(manifest, "/shopsentQueuePolicy/Properties/PolicyDocument/Statement")).toHaveLength(2);
  expect(property(manifest, "/shoppaidSNSTopicSubscription/Properties/Endpoint")).toEqual({
    "Fn::GetAtt": ["EventsQueue", "Arn"],
  });
});

test("a filter policy is written as data, and an empty one not at all", () => {
  const filter = { store: ["a"], price: [{ numeric: [">=", 100] }] };
  const topics = [
    { service: "shop", name: "paid", filter_policy: filter },
    { service: "shop", name: "sent", filter_policy: {} },
  ];
  const manifest = workerService({ subscribe: { topics } });
  expect(property(manifest, "/shoppaidSNSTopicSubscription/Properties/FilterPolicy")).toEqual(filter);
  expect(property(manifest, "/shopsentSNSTopicSubscription/Properties/FilterPolicy")).toBeUndefined();
});

test("each queue has its own scaling policy, and the function watches all of them", () => {
  const topics = [{ service: "shop", name: "sent", queue: true }];
  const count = { range: "1-5", queue_delay: { acceptable_latency: 60_000, msg_processing_time: 1_000 } };
  const { Resources: resources } = rendered(workerService({ count, subscribe: { topics } })).template;
  const policies = Object.keys(resources).filter((id) => id.startsWith("AutoScalingPolicy"));
  expect(policies).toEqual(["AutoScalingPolicyEventsQueue", "AutoScalingPolicyshopsentEventsQueue"]);
  expect(resources["BacklogPerTaskCalculatorFunction"]?.Properties?.["Environment"]).toMatchObject({
    Variables: {
      QUEUE_NAMES: {
        "Fn::Join": [
          ",",
          [
            { "Fn::GetAtt": ["EventsQueue", "QueueName"] },
            { "Fn::GetAtt": ["shopsentEventsQueue", "QueueName"] },
          ],
        ],
      },
    },
  });
});
