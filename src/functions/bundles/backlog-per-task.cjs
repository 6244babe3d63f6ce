var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// src/functions/handlers/backlog-per-task.ts
var backlog_per_task_exports = {};
__export(backlog_per_task_exports, {
  handler: () => handler,
  reportBacklogPerTask: () => reportBacklogPerTask
});
module.exports = __toCommonJS(backlog_per_task_exports);
var import_client_ecs = require("@aws-sdk/client-ecs");
var import_client_sqs = require("@aws-sdk/client-sqs");

// src/functions/custom-resource/reason.ts
function messageOf(error) {
  if (!(error instanceof Error)) return String(error);
  const coded = error.name !== "Error" && !error.message.startsWith(error.name);
  return coded ? `${error.name}: ${error.message}` : error.message;
}

// src/functions/custom-resource/world.ts
var import_node_http = __toESM(require("node:http"), 1);
var import_node_https = __toESM(require("node:https"), 1);
function lambdaWorld() {
  return {
    aws: { maxAttempts: 8 },
    clock: {
      now: Date.now,
      sleep: (milliseconds) => new Promise((resolve) => {
        setTimeout(resolve, milliseconds);
      }),
      alarm(milliseconds, ring) {
        const timer = setTimeout(ring, milliseconds);
        return () => clearTimeout(timer);
      }
    },
    environment: process.env,
    log: (line) => {
      process.stdout.write(`${line}
`);
    },
    put: putBody
  };
}
function putBody(url, body) {
  const { request } = url.startsWith("http:") ? import_node_http.default : import_node_https.default;
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "", "content-length": Buffer.byteLength(body) };
    const call = request(url, { method: "PUT", headers, timeout: 1e4 }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    call.on("timeout", () => call.destroy(new Error("no answer within 10 seconds")));
    call.on("error", reject);
    call.end(body);
  });
}

// src/functions/handlers/backlog-per-task.ts
async function reportBacklogPerTask(world) {
  const {
    CLUSTER_NAME: cluster,
    SERVICE_NAME: service,
    NAMESPACE: namespace,
    QUEUE_NAMES: queues
  } = world.environment;
  if (cluster === void 0 || service === void 0 || namespace === void 0 || queues === void 0) {
    world.log(
      "CLUSTER_NAME, SERVICE_NAME, NAMESPACE and QUEUE_NAMES have to be set in the function's environment."
    );
    return;
  }
  const tasks = await orLog(
    world,
    `the running tasks of ${service}`,
    () => runningTasks(world.aws, cluster, service)
  );
  if (tasks === void 0) return;
  const sqs = new import_client_sqs.SQSClient(world.aws);
  for (const queue of queues.split(",")) {
    const waiting = await orLog(world, `the messages of queue ${queue}`, () => waitingMessages(sqs, queue));
    if (waiting === void 0) continue;
    const metric = { namespace, queue, backlog: Math.ceil(waiting / Math.max(tasks, 1)) };
    world.log(embeddedMetric(metric, world.clock.now()));
  }
}
var handler = () => reportBacklogPerTask(lambdaWorld());
async function runningTasks(aws, cluster, service) {
  const answer = await new import_client_ecs.ECSClient(aws).send(new import_client_ecs.DescribeServicesCommand({ cluster, services: [service] }));
  const running = answer.services?.[0]?.runningCount;
  if (running === void 0) throw new Error(`cluster ${cluster} has no such service`);
  return running;
}
async function waitingMessages(client, queue) {
  const { QueueUrl: url } = await client.send(new import_client_sqs.GetQueueUrlCommand({ QueueName: queue }));
  const { Attributes: attributes } = await client.send(
    new import_client_sqs.GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["ApproximateNumberOfMessages"] })
  );
  const count = Number(attributes?.["ApproximateNumberOfMessages"]);
  if (!Number.isInteger(count)) throw new Error("SQS gave no number of messages");
  return count;
}
async function orLog(world, what, read) {
  try {
    return await read();
  } catch (error) {
    world.log(`Could not read ${what}, so there is no data point: ${messageOf(error)}`);
    return void 0;
  }
}
function embeddedMetric(metric, now) {
  const description = {
    Namespace: metric.namespace,
    Dimensions: [["QueueName"]],
    Metrics: [{ Name: "BacklogPerTask", Unit: "Count" }]
  };
  return JSON.stringify({
    _aws: { Timestamp: now, CloudWatchMetrics: [description] },
    QueueName: metric.queue,
    BacklogPerTask: metric.backlog
  });
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  handler,
  reportBacklogPerTask
});
