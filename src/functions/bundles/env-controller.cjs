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

// src/functions/handlers/env-controller.ts
var env_controller_exports = {};
__export(env_controller_exports, {
  envController: () => envController,
  handler: () => handler
});
module.exports = __toCommonJS(env_controller_exports);
var import_client_cloudformation = require("@aws-sdk/client-cloudformation");

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
function roomForData(request) {
  const { event } = request;
  const empty = sizeOf({
    Status: "SUCCESS",
    PhysicalResourceId: request.currentId(),
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    Data: {}
  });
  return responseLimit - empty + 2;
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

// src/functions/environment/alias-map.ts
function readAliasMap(name, text) {
  if (text === "") return /* @__PURE__ */ new Map();
  const map = /* @__PURE__ */ new Map();
  for (const [workload, aliases] of Object.entries(parsed(name, text))) {
    if (!isTexts(aliases)) throw notAnAliasMap(name, text);
    map.set(workload, aliases);
  }
  return map;
}
function parsed(name, text) {
  try {
    const value = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
  }
  throw notAnAliasMap(name, text);
}
function isTexts(value) {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}
function notAnAliasMap(name, text) {
  return new Error(
    `${name} holds ${JSON.stringify(text.slice(0, 200))}; it takes JSON like {"api":["api.example.com"]} or nothing.`
  );
}

// src/functions/environment/controlled-parameters.ts
function controlledParameters(live, wish) {
  const missing = [...wish.lists, ...wish.aliases.length > 0 ? ["Aliases"] : []].filter(
    (name) => !live.some((parameter) => parameter.ParameterKey === name)
  );
  if (missing.length > 0) {
    throw new Error(
      `The environment's template knows no parameter ${missing.join(", ")}: it is too old. Deploy the environment first.`
    );
  }
  const parameters = live.map((parameter) => controlled(parameter, wish));
  return parameters.every((parameter) => parameter.UsePreviousValue === true) ? "unchanged" : parameters;
}
function controlled(parameter, wish) {
  const key = parameter.ParameterKey ?? "";
  const before = parameter.ParameterValue ?? "";
  const after = valueAfter(key, before, wish);
  return after === before ? { ParameterKey: key, UsePreviousValue: true } : { ParameterKey: key, ParameterValue: after };
}
function valueAfter(key, before, wish) {
  if (key === "Aliases") return aliasesAfter(before, wish);
  if (!key.endsWith("Workloads")) return before;
  const names = before.split(",").filter((name) => name !== "");
  const member = names.includes(wish.workload);
  const wanted = wish.lists.includes(key);
  if (member === wanted) return before;
  return (wanted ? [...names, wish.workload] : names.filter((name) => name !== wish.workload)).join(",");
}
function aliasesAfter(before, wish) {
  const aliases = readAliasMap("Aliases", before);
  const current = aliases.get(wish.workload) ?? [];
  if (current.join(",") === wish.aliases.join(",")) return before;
  if (wish.aliases.length > 0) aliases.set(wish.workload, wish.aliases);
  else aliases.delete(wish.workload);
  return aliases.size === 0 ? "" : JSON.stringify(Object.fromEntries(aliases));
}

// src/functions/environment/outputs.ts
var neverReturned = /* @__PURE__ */ new Set(["EnabledFeatures", "LastForceDeployID"]);
var readByWorkloads = /* @__PURE__ */ new Set([
  "PublicLoadBalancerDNSName",
  "PublicLoadBalancerHostedZone",
  "PublicLoadBalancerFullName",
  "HTTPListenerArn",
  "HTTPSListenerArn",
  "DefaultHTTPTargetGroupArn",
  "InternalLoadBalancerDNSName",
  "InternalLoadBalancerHostedZone",
  "InternalLoadBalancerFullName",
  "InternalHTTPListenerArn",
  "InternalHTTPSListenerArn",
  "InternalWorkloadsHostedZone",
  "InternalWorkloadsHostedZoneName",
  "EnvironmentSecurityGroup",
  "ManagedFileSystemID",
  "AppRunnerVpcEndpointId"
]);
function outputsForWorkload(outputs, request) {
  const all = outputs.flatMap(
    ({ OutputKey: key, OutputValue: value }) => key === void 0 || value === void 0 || neverReturned.has(key) ? [] : [[key, value]]
  );
  const everything = Object.fromEntries(all);
  if (Buffer.byteLength(JSON.stringify(everything)) <= roomForData(request)) return everything;
  request.log(
    `The environment's outputs do not fit into the response; only those that workloads read are returned.`
  );
  return Object.fromEntries(all.filter(([key]) => readByWorkloads.has(key)));
}

// src/functions/handlers/env-controller.ts
var pollEvery = 15e3;
var mostUpdates = 5;
var envController = {
  doing: ({ event, properties }) => `${event.RequestType === "Delete" ? "Taking" : "Entering"} ${properties.text("Workload")} ${event.RequestType === "Delete" ? "out of" : "in"} environment stack ${properties.text("EnvStack")}`,
  // The spelling "envcontoller" is Copilot's: another id would replace the resource in every stack.
  physicalId: (event, properties) => event.PhysicalResourceId ?? `envcontoller/${properties.text("EnvStack")}/${properties.text("Workload")}`,
  create: (request) => control(request, wishOf(request)),
  update: (request) => control(request, wishOf(request)),
  async delete(request) {
    await control(request, { workload: request.properties.text("Workload"), lists: [], aliases: [] });
  }
};
var handler = lambdaHandler(envController);
function wishOf({ properties }) {
  return {
    workload: properties.text("Workload"),
    lists: properties.texts("Parameters").filter((name) => name.endsWith("Workloads")),
    aliases: properties.texts("Aliases")
  };
}
async function control(request, wish) {
  const client = new import_client_cloudformation.CloudFormationClient(request.aws);
  const writer = new import_client_cloudformation.CloudFormationClient({ ...request.aws, maxAttempts: 1 });
  const name = request.properties.text("EnvStack");
  const leaving = request.event.RequestType === "Delete";
  for (let updates = 0; ; ) {
    const stack = await settledStack(request, client, name);
    if (leaving && (stack === void 0 || isGoing(stack))) return {};
    if (stack === void 0) {
      throw new Error(`There is no stack ${name}; deploy the environment first.`);
    }
    const parameters = controlledParameters(stack.Parameters ?? [], wish);
    if (parameters === "unchanged") return leaving ? {} : outputsForWorkload(stack.Outputs ?? [], request);
    if (updates > 0 && (stack.StackStatus ?? "").includes("ROLLBACK")) throw rolledBack(name, stack);
    if (updates === mostUpdates) {
      throw new Error(
        `${name} lost the entry ${mostUpdates} times; something else writes its parameters. Deploy one at a time.`
      );
    }
    const outcome = await update(writer, { name, stack, parameters });
    if (outcome === "nothing to do") return leaving ? {} : outputsForWorkload(stack.Outputs ?? [], request);
    if (outcome === "started") updates += 1;
    await request.pause(pollEvery, `the update of ${name}`);
  }
}
async function settledStack(request, client, name) {
  for (; ; ) {
    const stack = await describe(client, name);
    const busy = stack?.StackStatus?.endsWith("_IN_PROGRESS") === true;
    if (stack === void 0 || !busy || isGoing(stack)) return stack;
    await request.pause(pollEvery, `${name}, which is in ${stack.StackStatus ?? "an unknown status"},`);
  }
}
async function describe(client, name) {
  try {
    const { Stacks: stacks = [] } = await client.send(new import_client_cloudformation.DescribeStacksCommand({ StackName: name }));
    return stacks[0];
  } catch (error) {
    if (messageOf(error).includes("does not exist")) return void 0;
    throw error;
  }
}
async function update(client, change) {
  const { name, stack, parameters } = change;
  const role = stack.Outputs?.find((output) => output.OutputKey === "CFNExecutionRoleARN")?.OutputValue;
  if (role === void 0) {
    throw new Error(
      `${name} has no output CFNExecutionRoleARN, so there is no role to update it with; deploy the environment first.`
    );
  }
  try {
    await client.send(
      new import_client_cloudformation.UpdateStackCommand({
        StackName: name,
        UsePreviousTemplate: true,
        Parameters: parameters,
        RoleARN: role,
        Capabilities: stack.Capabilities
      })
    );
    return "started";
  } catch (error) {
    const message = messageOf(error);
    if (message.includes("No updates are to be performed")) return "nothing to do";
    if (/ is in [A-Z_]+_IN_PROGRESS state/.test(message) || isPassing(error)) return "busy";
    if (!/ is in [A-Z_]+ state/.test(message)) throw error;
    throw new Error(
      `${message} Bring the stack to a complete status (continue its rollback, or delete it) and deploy again.`,
      {
        cause: error
      }
    );
  }
}
function isPassing(error) {
  if (!(error instanceof Error) || !("$metadata" in error)) return false;
  const { httpStatusCode: status } = error.$metadata;
  return status === void 0 || status >= 500 || /Throttl|TooManyRequests|RequestLimit/.test(error.name);
}
function isGoing(stack) {
  return stack.StackStatus === "DELETE_IN_PROGRESS" || stack.StackStatus === "DELETE_COMPLETE";
}
function rolledBack(name, stack) {
  const cause = stack.StackStatusReason === void 0 ? "" : `: ${stack.StackStatusReason}`;
  return new Error(
    `${name} took the entry back (${stack.StackStatus ?? "unknown status"}${cause}). Its events say which of the environment's resources failed; mend that and deploy again.`
  );
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  envController,
  handler
});
