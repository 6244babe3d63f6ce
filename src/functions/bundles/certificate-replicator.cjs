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

// src/functions/handlers/certificate-replicator.ts
var certificate_replicator_exports = {};
__export(certificate_replicator_exports, {
  certificateReplicateHandler: () => certificateReplicateHandler,
  certificateReplicator: () => certificateReplicator
});
module.exports = __toCommonJS(certificate_replicator_exports);
var import_client_acm3 = require("@aws-sdk/client-acm");

// src/functions/certificates/remove-certificate.ts
var import_client_acm2 = require("@aws-sdk/client-acm");

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

// src/functions/dns/records.ts
var import_client_route_53 = require("@aws-sdk/client-route-53");

// src/functions/certificates/request-certificate.ts
var import_node_crypto = require("node:crypto");
var import_client_acm = require("@aws-sdk/client-acm");
async function requestCertificate(request, client, wish) {
  const others = wish.alternativeNames.filter((name) => name !== wish.domain);
  const { CertificateArn: arn } = await client.send(
    new import_client_acm.RequestCertificateCommand({
      DomainName: wish.domain,
      ...others.length === 0 ? {} : { SubjectAlternativeNames: others },
      ValidationMethod: "DNS",
      IdempotencyToken: (0, import_node_crypto.createHash)("sha256").update(request.event.RequestId).digest("hex").slice(0, 32),
      Tags: Object.entries(wish.tags).map(([key, value]) => ({ Key: key, Value: value }))
    })
  );
  if (arn === void 0) throw new Error(`ACM gave no ARN for the certificate of ${wish.domain}.`);
  if (request.event.RequestType === "Create") request.identify(arn);
  else request.onFailure(() => client.send(new import_client_acm.DeleteCertificateCommand({ CertificateArn: arn })));
  return arn;
}
async function describeCertificate(client, arn) {
  if (!arn.startsWith("arn:")) return void 0;
  try {
    return (await client.send(new import_client_acm.DescribeCertificateCommand({ CertificateArn: arn }))).Certificate;
  } catch (error) {
    if (isNamed(error, "ResourceNotFoundException")) return void 0;
    throw error;
  }
}

// src/functions/certificates/remove-certificate.ts
var pollEvery = 3e4;
async function removeCertificate(request, client, options) {
  for (; ; ) {
    const certificate = await describeCertificate(client, options.arn);
    if (certificate === void 0) return;
    const users = certificate.InUseBy ?? [];
    if (users.length === 0) {
      await options.beforehand?.(certificate);
      if (await deleted(client, options.arn)) return;
    }
    await request.pause(
      pollEvery,
      `certificate ${options.arn} to be released by ${users.join(", ") || "its last user"}`
    );
  }
}
async function deleted(client, arn) {
  try {
    await client.send(new import_client_acm2.DeleteCertificateCommand({ CertificateArn: arn }));
    return true;
  } catch (error) {
    if (isNamed(error, "ResourceNotFoundException")) return true;
    if (isNamed(error, "ResourceInUseException")) return false;
    throw error;
  }
}

// src/functions/certificates/validate-certificate.ts
var pollEvery2 = 15e3;
async function waitUntilIssued(request, client, arn) {
  for (; ; ) {
    const certificate = await existing(client, arn);
    if (certificate.Status === "ISSUED") return;
    const waiting = (certificate.DomainValidationOptions ?? []).filter((option) => option.ValidationStatus !== "SUCCESS").map((option) => option.DomainName);
    const names = waiting.length === 0 ? certificate.DomainName ?? arn : waiting.join(", ");
    await request.pause(
      pollEvery2,
      `ACM to see the validation records of ${names} (are their hosted zones delegated to?)`
    );
  }
}
async function existing(client, arn) {
  const certificate = await describeCertificate(client, arn);
  if (certificate === void 0)
    throw new Error(`Certificate ${arn} was deleted while it was validated; deploy again.`);
  if (certificate.Status === "PENDING_VALIDATION" || certificate.Status === "ISSUED") return certificate;
  const reason = certificate.FailureReason === void 0 ? "" : ` (${certificate.FailureReason})`;
  throw new Error(
    `ACM gave the certificate for ${certificate.DomainName ?? arn} up: ${certificate.Status ?? "no status"}${reason}. See https://docs.aws.amazon.com/acm/latest/userguide/troubleshooting-failed.html`
  );
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

// src/functions/handlers/certificate-replicator.ts
var certificateReplicator = {
  doing: ({ event, properties }) => `${event.RequestType === "Delete" ? "Deleting the copy of" : "Copying"} certificate ${properties.text("CertificateArn")} ${event.RequestType === "Delete" ? "in" : "to"} ${properties.text("TargetRegion")}`,
  physicalId: (event) => event.PhysicalResourceId ?? `${event.LogicalResourceId}-not-requested`,
  create: replicate,
  async update(request) {
    return isUnchanged(request) ? { Arn: request.currentId() } : replicate(request);
  },
  async delete(request) {
    await removeCertificate(request, acm(request, "TargetRegion"), { arn: request.currentId() });
  }
};
var certificateReplicateHandler = lambdaHandler(certificateReplicator);
async function replicate(request) {
  const { properties } = request;
  const original = await describeCertificate(acm(request, "EnvRegion"), properties.text("CertificateArn"));
  if (original?.DomainName === void 0) {
    throw new Error(
      `There is no certificate ${properties.text("CertificateArn")} in ${properties.text("EnvRegion")}.`
    );
  }
  const client = acm(request, "TargetRegion");
  const arn = await requestCertificate(request, client, {
    domain: original.DomainName,
    alternativeNames: original.SubjectAlternativeNames ?? [],
    tags: {
      "copilot-application": properties.text("AppName"),
      "copilot-environment": properties.text("EnvName")
    }
  });
  await waitUntilIssued(request, client, arn);
  request.identify(arn);
  return { Arn: arn };
}
function isUnchanged(request) {
  const { properties, previous } = request;
  const names = ["CertificateArn", "TargetRegion", "EnvRegion"];
  return request.currentId().startsWith("arn:") && names.every((name) => properties.text(name) === previous.optionalText(name));
}
function acm({ aws, properties }, regionProperty) {
  return new import_client_acm3.ACMClient({ ...aws, region: properties.text(regionProperty) });
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  certificateReplicateHandler,
  certificateReplicator
});
