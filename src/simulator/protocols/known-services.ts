import * as acm from "@aws-sdk/client-acm";
import * as cloudformation from "@aws-sdk/client-cloudformation";
import * as ecr from "@aws-sdk/client-ecr";
import * as ecs from "@aws-sdk/client-ecs";
import * as elasticLoadBalancing from "@aws-sdk/client-elastic-load-balancing-v2";
import * as tagging from "@aws-sdk/client-resource-groups-tagging-api";
import * as s3 from "@aws-sdk/client-s3";
import * as ssm from "@aws-sdk/client-ssm";
import * as sts from "@aws-sdk/client-sts";
import { serviceModelOf, type ServiceModel } from "./service-model.ts";
import { clientPackageOf, findServiceOnDemand } from "./services-on-demand.ts";

/** A service that the simulated AWS understands on the wire. */
export interface KnownService {
  /** As in the SDK's package name; the name that the world calls it by. */
  readonly name: string;
  readonly protocol: "query" | "json" | "rest-json" | "rest-xml";
  readonly xmlNamespace: string;
  readonly model: ServiceModel;
}

interface ServiceRow extends Omit<KnownService, "model"> {
  /** The service's name in a signature's scope. */
  readonly signingName: string;
  readonly clientPackage: object;
}

/** Imported at once, not when first asked for: a virtual clock would not wait for a module that is being loaded. */
const rows: readonly ServiceRow[] = [
  {
    name: "cloudformation",
    signingName: "cloudformation",
    protocol: "query",
    xmlNamespace: "http://cloudformation.amazonaws.com/doc/2010-05-15/",
    clientPackage: cloudformation,
  },
  {
    name: "sts",
    signingName: "sts",
    protocol: "query",
    xmlNamespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    clientPackage: sts,
  },
  {
    name: "elastic-load-balancing-v2",
    signingName: "elasticloadbalancing",
    protocol: "query",
    xmlNamespace: "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
    clientPackage: elasticLoadBalancing,
  },
  { name: "acm", signingName: "acm", protocol: "json", xmlNamespace: "", clientPackage: acm },
  { name: "ssm", signingName: "ssm", protocol: "json", xmlNamespace: "", clientPackage: ssm },
  { name: "ecs", signingName: "ecs", protocol: "json", xmlNamespace: "", clientPackage: ecs },
  { name: "ecr", signingName: "ecr", protocol: "json", xmlNamespace: "", clientPackage: ecr },
  {
    name: "resource-groups-tagging-api",
    signingName: "tagging",
    protocol: "json",
    xmlNamespace: "",
    clientPackage: tagging,
  },
  {
    name: "s3",
    signingName: "s3",
    protocol: "rest-xml",
    xmlNamespace: "http://s3.amazonaws.com/doc/2006-03-01/",
    clientPackage: s3,
  },
];

const read = new Map<string, KnownService>();

/** The service with this signing name; undefined when the simulator does not speak it. Models are read on first use. */
export function findService(signingName: string): KnownService | undefined {
  const known = read.get(signingName);
  if (known !== undefined) return known;
  const row = rows.find((candidate) => candidate.signingName === signingName);
  const late = row === undefined ? findServiceOnDemand(signingName) : undefined;
  const clientPackage = row?.clientPackage ?? (late === undefined ? undefined : clientPackageOf(late));
  const found = row ?? late;
  if (found === undefined || clientPackage === undefined) return undefined;
  const { name, protocol, xmlNamespace } = found;
  const service = { name, protocol, xmlNamespace, model: serviceModelOf({ ...clientPackage }) };
  read.set(signingName, service);
  return service;
}

/** The signing name of a service that the world calls by this name; undefined for one without a wire protocol. */
export function findServiceByName(name: string): string | undefined {
  return (rows.find((row) => row.name === name) ?? findServiceOnDemand(name))?.signingName;
}

/** The signing name of the service that a host stands for: `ssm.eu-west-1.amazonaws.com` is `ssm`. */
export function signingNameOfHost(host: string): string | undefined {
  const labels = host.replace(/\.amazonaws\.com(\.cn)?$/, "").split(".");
  return rows.find(({ signingName }) =>
    labels.some((label) => label === signingName || (signingName === "ecr" && label === "api")),
  )?.signingName;
}
