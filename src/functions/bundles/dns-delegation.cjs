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

// src/functions/handlers/dns-delegation.ts
var dns_delegation_exports = {};
__export(dns_delegation_exports, {
  dnsDelegation: () => dnsDelegation,
  domainDelegationHandler: () => domainDelegationHandler
});
module.exports = __toCommonJS(dns_delegation_exports);
var import_client_route_533 = require("@aws-sdk/client-route-53");

// src/functions/custom-resource/reason.ts
function reasonOf(error, context) {
  return `${context.doing}: ${withoutSecrets(messageOf(error))} (Log: ${context.log})`;
}
function messageOf(error) {
  if (!(error instanceof Error)) return String(error);
  const coded = error.name !== "Error" && !error.message.startsWith(error.name);
  return coded ? `${error.name}: ${error.message}` : error.message;
}
function isNamed(error, code) {
  return error instanceof Error && error.name === code;
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

// src/functions/dns/assumed-role.ts
var import_client_sts = require("@aws-sdk/client-sts");
function assumedRole(aws, roleArn) {
  const client = new import_client_sts.STSClient(aws);
  return {
    ...aws,
    async credentials() {
      const answer = await client.send(
        new import_client_sts.AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "autoland-custom-resource" })
      );
      const {
        AccessKeyId: id,
        SecretAccessKey: secret,
        SessionToken: token,
        Expiration: end
      } = answer.Credentials ?? {};
      if (id === void 0 || secret === void 0)
        throw new Error(`STS gave no credentials for ${roleArn}.`);
      return {
        accessKeyId: id,
        secretAccessKey: secret,
        ...token === void 0 ? {} : { sessionToken: token },
        ...end === void 0 ? {} : { expiration: end }
      };
    }
  };
}

// src/functions/dns/hosted-zones.ts
var import_client_route_53 = require("@aws-sdk/client-route-53");

// src/functions/dns/record-names.ts
function sameName(a, b) {
  return plainName(a) === plainName(b);
}
function plainName(name) {
  return name.replaceAll("\\052", "*").replace(/\.$/, "").toLowerCase();
}

// src/functions/dns/hosted-zones.ts
async function publicZone(client, domain) {
  const zone = await findPublicZone(client, domain);
  if (zone !== void 0) return zone;
  throw new Error(
    `The account has no public hosted zone ${domain}; create it, or mend the application's domain.`
  );
}
async function findPublicZone(client, domain) {
  const { HostedZones: zones = [] } = await client.send(
    new import_client_route_53.ListHostedZonesByNameCommand({ DNSName: domain })
  );
  const zone = zones.find(
    (entry) => sameName(entry.Name ?? "", domain) && entry.Config?.PrivateZone !== true
  );
  const id = zone?.Id?.split("/").at(-1);
  return id === void 0 ? void 0 : { id, client };
}

// src/functions/dns/records.ts
var import_client_route_532 = require("@aws-sdk/client-route-53");
var retryEvery = 5e3;
var pollEvery = 1e4;
async function findRecord(zone, name, type) {
  const sets = await recordsFrom(zone, { StartRecordName: name, StartRecordType: type });
  return sets.find((set) => set.Type === type && sameName(set.Name ?? "", name));
}
async function recordsFrom(zone, start) {
  try {
    const page = new import_client_route_532.ListResourceRecordSetsCommand({ HostedZoneId: zone.id, ...start, MaxItems: 1 });
    return (await zone.client.send(page)).ResourceRecordSets ?? [];
  } catch (error) {
    if (isNamed(error, "NoSuchHostedZone")) return [];
    throw error;
  }
}
function upsertRecords(request, zone, sets) {
  return submit(
    request,
    zone,
    sets.map((set) => ({ Action: "UPSERT", ResourceRecordSet: set }))
  );
}
async function removeRecord(request, zone, record) {
  const found = await findRecord(zone, record.name, record.type);
  if (found === void 0) return void 0;
  if (!record.isOurs(found)) {
    request.log(
      `Left ${record.type} record ${record.name} in place: it does not hold what this resource wrote.`
    );
    return void 0;
  }
  try {
    return await submit(request, zone, [{ Action: "DELETE", ResourceRecordSet: found }]);
  } catch (error) {
    if (/Tried to delete resource record set.*but it was not found/s.test(messageOf(error))) return void 0;
    throw error;
  }
}
async function waitUntilInSync(request, changes) {
  for (const change of changes) {
    if (change === void 0) continue;
    while (await statusOf(change) !== "INSYNC")
      await request.pause(pollEvery, `Route 53 to spread change ${change.id}`);
  }
}
async function statusOf({ zone, id }) {
  const { ChangeInfo: info } = await zone.client.send(new import_client_route_532.GetChangeCommand({ Id: id }));
  return info?.Status;
}
async function submit(request, zone, changes) {
  for (; ; ) {
    try {
      const { ChangeInfo: info } = await zone.client.send(
        new import_client_route_532.ChangeResourceRecordSetsCommand({
          HostedZoneId: zone.id,
          ChangeBatch: {
            Comment: `${request.event.LogicalResourceId} of ${request.event.StackId}`,
            Changes: changes
          }
        })
      );
      if (info?.Id === void 0) throw new Error(`Route 53 gave no id for a change of zone ${zone.id}.`);
      return { zone, id: info.Id };
    } catch (error) {
      if (!(error instanceof Error) || !passing.has(error.name)) throw error;
    }
    await request.pause(retryEvery, `a turn to change hosted zone ${zone.id}`);
  }
}
var passing = /* @__PURE__ */ new Set([
  "PriorRequestNotComplete",
  "Throttling",
  "ThrottlingException"
]);

// src/functions/handlers/dns-delegation.ts
var dnsDelegation = {
  doing: ({ event, properties }) => `${event.RequestType === "Delete" ? "Withdrawing" : "Delegating"} ${properties.text("SubdomainName")} ${event.RequestType === "Delete" ? "from" : "in"} hosted zone ${properties.text("DomainName")}`,
  physicalId: (_, properties) => properties.text("SubdomainName"),
  create: delegate,
  update: delegate,
  async delete(request) {
    const zone = await findPublicZone(applicationDns(request), request.properties.text("DomainName"));
    if (zone === void 0) return;
    const servers = request.properties.texts("NameServers");
    const record = {
      name: request.properties.text("SubdomainName"),
      type: "NS",
      isOurs: (found) => namesServers(found, servers)
    };
    await waitUntilInSync(request, [await removeRecord(request, zone, record)]);
  }
};
var domainDelegationHandler = lambdaHandler(dnsDelegation);
async function delegate(request) {
  const zone = await publicZone(applicationDns(request), request.properties.text("DomainName"));
  const record = {
    Name: request.properties.text("SubdomainName"),
    Type: "NS",
    TTL: 60,
    ResourceRecords: request.properties.texts("NameServers").map((server) => ({ Value: server }))
  };
  await waitUntilInSync(request, [await upsertRecords(request, zone, [record])]);
  return {};
}
function applicationDns({ aws, properties }) {
  return new import_client_route_533.Route53Client(assumedRole(aws, properties.text("RootDNSRole")));
}
function namesServers(found, servers) {
  const values = (found.ResourceRecords ?? []).map((record) => record.Value ?? "");
  return values.length === servers.length && servers.every((server) => values.some((value) => sameName(value, server)));
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  dnsDelegation,
  domainDelegationHandler
});
