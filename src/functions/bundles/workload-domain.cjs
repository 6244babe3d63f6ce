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

// src/functions/handlers/workload-domain.ts
var workload_domain_exports = {};
__export(workload_domain_exports, {
  handler: () => handler,
  workloadDomain: () => workloadDomain
});
module.exports = __toCommonJS(workload_domain_exports);

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

// src/functions/dns/record-names.ts
function sameName(a, b) {
  return plainName(a) === plainName(b);
}
function sameTarget(a, b) {
  return withoutDualstack(a) === withoutDualstack(b);
}
function plainName(name) {
  return name.replaceAll("\\052", "*").replace(/\.$/, "").toLowerCase();
}
function withoutDualstack(name) {
  return plainName(name).replace(/^dualstack\./, "");
}

// src/functions/dns/records.ts
var import_client_route_53 = require("@aws-sdk/client-route-53");
var retryEvery = 5e3;
var pollEvery = 1e4;
async function findRecord(zone, name, type) {
  const sets = await recordsFrom(zone, { StartRecordName: name, StartRecordType: type });
  return sets.find((set) => set.Type === type && sameName(set.Name ?? "", name));
}
async function recordsFrom(zone, start) {
  try {
    const page = new import_client_route_53.ListResourceRecordSetsCommand({ HostedZoneId: zone.id, ...start, MaxItems: 1 });
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
  const { ChangeInfo: info } = await zone.client.send(new import_client_route_53.GetChangeCommand({ Id: id }));
  return info?.Status;
}
async function submit(request, zone, changes) {
  for (; ; ) {
    try {
      const { ChangeInfo: info } = await zone.client.send(
        new import_client_route_53.ChangeResourceRecordSetsCommand({
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

// src/functions/dns/alias-records.ts
function aliasRecord(alias, target) {
  return {
    Name: alias,
    Type: "A",
    AliasTarget: { DNSName: target.dnsName, HostedZoneId: target.hostedZoneId, EvaluateTargetHealth: true }
  };
}
async function activateAliases(request, options) {
  const byZone = /* @__PURE__ */ new Map();
  for (const alias of options.aliases) {
    const zone = await options.zoneOf(alias);
    if (zone === void 0) continue;
    byZone.set(zone, [...byZone.get(zone) ?? [], aliasRecord(alias, options.target)]);
  }
  const changes = [];
  for (const [zone, sets] of byZone) changes.push(await upsertRecords(request, zone, sets));
  await waitUntilInSync(request, changes);
}
async function deactivateAliases(request, options) {
  const changes = [];
  for (const alias of options.aliases) {
    const zone = await options.zoneOf(alias);
    if (zone === void 0) continue;
    const record = { name: alias, type: "A", isOurs };
    changes.push(await removeRecord(request, zone, record));
  }
  await waitUntilInSync(request, changes);
  function isOurs(found) {
    const current = found.AliasTarget?.DNSName;
    return current !== void 0 && options.targets.some((target) => sameTarget(current, target));
  }
}

// src/functions/dns/alias-use.ts
async function refuseForeignAliases(zoneOf, aliases, targets) {
  for (const alias of aliases) {
    const zone = await zoneOf(alias);
    if (zone === void 0) {
      throw new Error(
        `Alias ${alias} is in no hosted zone of the application: it takes a name directly below the domain of the environment, of the application, or the root domain.`
      );
    }
    const record = await findRecord(zone, alias, "A");
    const target = record?.AliasTarget?.DNSName;
    if (record === void 0) continue;
    if (target !== void 0 && targets.some((own) => sameTarget(own, target))) continue;
    throw new Error(
      `Alias ${alias} already leads to ${target ?? "other addresses"}; remove that A record, or the alias from the other service's manifest, and deploy again.`
    );
  }
}

// src/functions/dns/domain-levels.ts
function domainLevels(names) {
  const application = `${names.application}.${names.root}`;
  return { environment: `${names.environment}.${application}`, application, root: names.root };
}
function levelOf(name, levels) {
  const order = ["environment", "application", "root"];
  return order.find((level) => isAtOrDirectlyBelow(name.toLowerCase(), levels[level].toLowerCase()));
}
function isAtOrDirectlyBelow(name, domain) {
  if (name === domain) return true;
  return name.endsWith(`.${domain}`) && !name.slice(0, -domain.length - 1).includes(".");
}

// src/functions/dns/hosted-zones.ts
var import_client_route_532 = require("@aws-sdk/client-route-53");

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
function zoneFinder(aws, options) {
  const { levels, environmentZoneId } = options;
  const own = new import_client_route_532.Route53Client(aws);
  const application = new import_client_route_532.Route53Client(assumedRole(aws, options.dnsRole));
  const found = /* @__PURE__ */ new Map();
  return async (name) => {
    const level = levelOf(name, levels);
    if (level === void 0) return void 0;
    const zone = found.get(level) ?? zoneOf(level);
    found.set(level, zone);
    return zone;
  };
  async function zoneOf(level) {
    if (level === "environment" && environmentZoneId !== void 0)
      return { id: environmentZoneId, client: own };
    const client = level === "environment" ? own : application;
    return options.whenGone === "skip" ? findPublicZone(client, levels[level]) : publicZone(client, levels[level]);
  }
}
async function publicZone(client, domain) {
  const zone = await findPublicZone(client, domain);
  if (zone !== void 0) return zone;
  throw new Error(
    `The account has no public hosted zone ${domain}; create it, or mend the application's domain.`
  );
}
async function findPublicZone(client, domain) {
  const { HostedZones: zones = [] } = await client.send(
    new import_client_route_532.ListHostedZonesByNameCommand({ DNSName: domain })
  );
  const zone = zones.find(
    (entry) => sameName(entry.Name ?? "", domain) && entry.Config?.PrivateZone !== true
  );
  const id = zone?.Id?.split("/").at(-1);
  return id === void 0 ? void 0 : { id, client };
}

// src/functions/dns/environment-zones.ts
function environmentZones({ aws, event, properties }) {
  const levels = domainLevels({
    environment: properties.text("EnvName"),
    application: properties.text("AppName"),
    root: properties.text("DomainName")
  });
  return zoneFinder(aws, {
    levels,
    dnsRole: properties.text("RootDNSRole"),
    environmentZoneId: properties.text("EnvHostedZoneId"),
    whenGone: event.RequestType === "Delete" ? "skip" : "fail"
  });
}

// src/functions/handlers/workload-domain.ts
var workloadDomain = {
  doing: ({ event, properties }) => `${event.RequestType === "Delete" ? "Removing" : "Writing"} the A records of ${properties.text("ServiceName")} for ${properties.texts("Aliases").join(", ") || "no alias"}`,
  physicalId: (event) => event.LogicalResourceId,
  async create(request) {
    await activate(request, [request.properties.text("PublicAccessDNS", formerDnsName)]);
    return {};
  },
  async update(request) {
    const { properties, previous } = request;
    const before = previous.optionalText("PublicAccessDNS", formerDnsName) ?? properties.text("PublicAccessDNS", formerDnsName);
    const targets = [properties.text("PublicAccessDNS", formerDnsName), before];
    await activate(request, targets);
    const wanted = new Set(properties.texts("Aliases"));
    const aliases = new Set(previous.texts("Aliases").filter((alias) => !wanted.has(alias)));
    await deactivateAliases(request, { zoneOf: environmentZones(request), aliases, targets });
    return {};
  },
  async delete(request) {
    const { properties } = request;
    await deactivateAliases(request, {
      zoneOf: environmentZones(request),
      aliases: new Set(properties.texts("Aliases")),
      targets: [properties.text("PublicAccessDNS", formerDnsName)]
    });
  }
};
var formerDnsName = "LoadBalancerDNS";
var handler = lambdaHandler(workloadDomain);
async function activate(request, ownTargets) {
  const { properties } = request;
  const zoneOf = environmentZones(request);
  const aliases = new Set(properties.texts("Aliases"));
  await refuseForeignAliases(zoneOf, aliases, ownTargets);
  const target = {
    dnsName: properties.text("PublicAccessDNS", formerDnsName),
    hostedZoneId: properties.text("PublicAccessHostedZoneID", "LoadBalancerHostedZoneID")
  };
  await activateAliases(request, { zoneOf, aliases, target });
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  handler,
  workloadDomain
});
