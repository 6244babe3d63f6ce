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

// src/functions/handlers/dynamic-desired-count.ts
var dynamic_desired_count_exports = {};
__export(dynamic_desired_count_exports, {
  dynamicDesiredCount: () => dynamicDesiredCount,
  handler: () => handler
});
module.exports = __toCommonJS(dynamic_desired_count_exports);
var import_client_ecs = require("@aws-sdk/client-ecs");
var import_client_resource_groups_tagging_api = require("@aws-sdk/client-resource-groups-tagging-api");

// src/functions/custom-resource/reason.ts
function reasonOf(error, context) {
  return `${context.doing}: ${withoutSecrets(messageOf(error))} (Log: ${context.log})`;
}
function messageOf(error) {
  if (!(error instanceof Error)) return String(error);
  const coded = error.name !== "Error" && !error.message.startsWith(error.name);
  return coded ? `${error.name}: ${error.message}` : error.message;
}
function withoutSecrets(text) {
  return text.replaceAll(/(https?:\/\/[^\s?"']+)\?[^\s"']*/g, "$1?(removed)").replaceAll(/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, "(access key removed)");
}
function cutToJsonBytes(text, bytes) {
  if (jsonBytes(text) <= bytes) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (jsonBytes(`${text.slice(0, middle)}…`) <= bytes) low = middle;
    else high = middle - 1;
  }
  return `${text.slice(0, low)}…`;
}
function jsonBytes(text) {
  return Buffer.byteLength(JSON.stringify(text));
}

// src/functions/custom-resource/respond.ts
var responseLimit = 4096;
var attempts = 5;
async function respond(world, url, response) {
  const body = JSON.stringify(response);
  for (let attempt = 1; ; attempt += 1) {
    const problem = await problemOfSending(world, url, body);
    if (problem === void 0) return;
    world.log(`Attempt ${attempt} of ${attempts} to answer CloudFormation: ${problem.text}`);
    if (!problem.passing || attempt === attempts) {
      throw new Error(
        `CloudFormation did not take the response for ${response.LogicalResourceId}: ${problem.text}`
      );
    }
    await world.clock.sleep(500 * 2 ** attempt);
  }
}
function fittingResponse(response) {
  if (sizeOf(response) <= responseLimit) return response;
  const { Data: data, ...rest } = response;
  if (data === void 0) {
    const withoutReason = sizeOf({ ...rest, Reason: "" });
    return { ...rest, Reason: cutToJsonBytes(rest.Reason ?? "", responseLimit - withoutReason + 2) };
  }
  const largest = Object.entries(data).toSorted(([, a], [, b]) => JSON.stringify(b).length - JSON.stringify(a).length).slice(0, 3).map(([name]) => name);
  return {
    ...rest,
    Status: "FAILED",
    Reason: `The attributes of ${response.LogicalResourceId} take ${sizeOf(response)} bytes; CloudFormation reads ${responseLimit} at most. The largest are ${largest.join(", ")}: make them shorter.`
  };
}
function sizeOf(response) {
  return Buffer.byteLength(JSON.stringify(response));
}
async function problemOfSending(world, url, body) {
  try {
    const status = await world.put(url, body);
    if (status >= 200 && status < 300) return void 0;
    return { text: `HTTP status ${status}`, passing: status >= 500 || status === 429 || status === 0 };
  } catch (error) {
    return { text: messageOf(error), passing: true };
  }
}

// src/functions/custom-resource/properties.ts
var MissingPropertyError = class extends Error {
};
function currentProperties(event) {
  return propertyReader(event.LogicalResourceId, event.ResourceProperties);
}
function previousProperties(event) {
  return propertyReader(event.LogicalResourceId, event.OldResourceProperties ?? {});
}
function propertyReader(resource, properties) {
  return { text, optionalText, texts };
  function text(name, ...formerNames) {
    const value = optionalText(name, ...formerNames);
    if (value !== void 0) return value;
    throw new MissingPropertyError(
      `Property ${name} of ${resource} is missing or empty; set it in the template.`
    );
  }
  function optionalText(name, ...formerNames) {
    for (const candidate of [name, ...formerNames]) {
      const value = properties[candidate];
      if (value === void 0 || value === null || value === "") continue;
      if (typeof value === "string") return value;
      if (typeof value === "number" || typeof value === "boolean") return String(value);
      throw new Error(`Property ${candidate} of ${resource} is ${kindOf(value)}; it takes text.`);
    }
    return void 0;
  }
  function texts(name) {
    const value = properties[name];
    if (!Array.isArray(value)) {
      const single = optionalText(name);
      return single === void 0 ? [] : [single];
    }
    return value.map((entry) => {
      if (typeof entry === "string") return entry;
      throw new Error(`Property ${name} of ${resource} holds ${kindOf(entry)}; it takes a list of texts.`);
    });
  }
}
function kindOf(value) {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}

// src/functions/custom-resource/settle.ts
var timeToAnswer = 3e4;
var timeToTakeBack = 1e4;
async function settle(resource, event, context, world) {
  let physicalId = event.PhysicalResourceId ?? event.LogicalResourceId;
  let doing = `${event.RequestType} of ${event.LogicalResourceId}`;
  const deadline = deadlineOf(context, world);
  const steps = [];
  try {
    const properties = currentProperties(event);
    physicalId = resource.physicalId(event, properties);
    const request = {
      event,
      properties,
      previous: previousProperties(event),
      aws: world.aws,
      pause: (milliseconds, awaited) => deadline.pause(milliseconds, awaited),
      onFailure: (takeBack2) => steps.unshift(takeBack2),
      log: (line) => world.log(withoutSecrets(line)),
      currentId: () => physicalId,
      identify: (id) => {
        physicalId = id;
      }
    };
    doing = resource.doing(request);
    const data = await Promise.race([serve(resource, request), deadline.passed]);
    return fittingResponse({ Status: "SUCCESS", ...addressOf(event, physicalId), Data: data });
  } catch (error) {
    if (event.RequestType === "Delete" && error instanceof MissingPropertyError) {
      world.log(`Nothing to delete, since nothing could be made: ${error.message}`);
      return fittingResponse({ Status: "SUCCESS", ...addressOf(event, physicalId), Data: {} });
    }
    const log = `${context.logGroupName}/${context.logStreamName}`;
    world.log(withoutSecrets(`${doing} failed: ${messageOf(error)}`));
    for (const step of steps) await takeBack(step, world);
    const reason = reasonOf(error, { doing, log });
    return fittingResponse({ Status: "FAILED", Reason: reason, ...addressOf(event, physicalId) });
  } finally {
    deadline.cancel();
  }
}
async function serve(resource, request) {
  const kind = request.event.RequestType;
  if (kind === "Create") return resource.create(request);
  if (kind === "Update") return resource.update(request);
  if (kind !== "Delete")
    throw new Error(`CloudFormation asked for ${kind}; known are Create, Update and Delete.`);
  await resource.delete(request);
  return {};
}
async function takeBack(step, world) {
  const { promise: passed, reject } = Promise.withResolvers();
  const cancel = world.clock.alarm(timeToTakeBack, () => reject(new Error("no answer in time")));
  try {
    await Promise.race([step(), passed]);
  } catch (error) {
    world.log(withoutSecrets(`Could not take back what this request had made: ${messageOf(error)}`));
  } finally {
    cancel();
  }
}
function addressOf(event, physicalId) {
  return {
    PhysicalResourceId: physicalId,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId
  };
}
function deadlineOf(context, world) {
  const remaining = context.getRemainingTimeInMillis();
  const allowed = remaining - Math.min(timeToAnswer, remaining / 5);
  const end = world.clock.now() + allowed;
  let waitingFor = "AWS's answer";
  const { promise: passed, reject } = Promise.withResolvers();
  passed.catch(() => void 0);
  const cancel = world.clock.alarm(allowed, () => reject(tooLate()));
  return { passed, cancel, pause };
  async function pause(milliseconds, awaited) {
    waitingFor = awaited;
    if (world.clock.now() + milliseconds >= end) throw tooLate();
    await world.clock.sleep(milliseconds);
    if (world.clock.now() >= end) throw tooLate();
  }
  function tooLate() {
    return new Error(
      `Waited ${Math.round(allowed / 1e3)} seconds for ${waitingFor}, and the function's time ends; deploy again to go on from what is done.`
    );
  }
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

// src/functions/custom-resource/entry.ts
function lambdaHandler(resource, world = lambdaWorld()) {
  return async (event, context) => {
    const response = await settle(resource, event, context, world);
    await respond(world, event.ResponseURL, response);
  };
}

// src/functions/handlers/dynamic-desired-count.ts
var attempts2 = 3;
var pauseBetween = 1e4;
var dynamicDesiredCount = {
  doing: ({ properties }) => `Reading the desired count of service ${properties.text("Svc")}`,
  physicalId: (event, properties) => event.PhysicalResourceId ?? `copilot/apps/${properties.text("App")}/envs/${properties.text("Env")}/services/${properties.text("Svc")}/autoscaling`,
  create: desiredCount,
  update: desiredCount,
  delete: () => Promise.resolve()
};
var handler = lambdaHandler(dynamicDesiredCount);
async function desiredCount(request) {
  const fallback = request.properties.text("DefaultDesiredCount");
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { DesiredCount: await liveCount(request) ?? fallback };
    } catch (error) {
      request.log(`Attempt ${attempt} of ${attempts2} to read the desired count: ${messageOf(error)}`);
      if (attempt === attempts2) return { DesiredCount: fallback };
    }
    await request.pause(pauseBetween, "a readable desired count");
  }
}
async function liveCount({ aws, properties }) {
  const cluster = properties.text("Cluster");
  const arns = await taggedServices(aws, {
    "copilot-application": properties.text("App"),
    "copilot-environment": properties.text("Env"),
    "copilot-service": properties.text("Svc")
  });
  const here = arns.length > 1 ? arns.filter((arn) => arn.includes(`:service/${cluster}/`)) : arns;
  if (here.length === 0) return void 0;
  const { services = [] } = await new import_client_ecs.ECSClient(aws).send(
    new import_client_ecs.DescribeServicesCommand({ cluster, services: here.slice(0, 10) })
  );
  const active = services.filter((service) => service.status === void 0 || service.status === "ACTIVE");
  return active.length === 1 ? active[0]?.desiredCount : void 0;
}
async function taggedServices(aws, tags) {
  const client = new import_client_resource_groups_tagging_api.ResourceGroupsTaggingAPIClient(aws);
  const arns = [];
  let token;
  do {
    const page = await client.send(
      new import_client_resource_groups_tagging_api.GetResourcesCommand({
        ResourceTypeFilters: ["ecs:service"],
        TagFilters: Object.entries(tags).map(([key, value]) => ({ Key: key, Values: [value] })),
        PaginationToken: token
      })
    );
    arns.push(...(page.ResourceTagMappingList ?? []).flatMap((entry) => entry.ResourceARN ?? []));
    token = page.PaginationToken;
  } while (token !== void 0 && token !== "");
  return arns;
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  dynamicDesiredCount,
  handler
});
