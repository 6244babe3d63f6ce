import { serviceModelOf, type ServiceModel } from "./service-model.ts";

/** How a service travels. */
type WireProtocol = "query" | "json" | "rest-xml";

/** A service that the simulated AWS understands on the wire. */
export interface KnownService {
  /** As in the SDK's package name; the name that the world calls it by. */
  readonly name: string;
  readonly protocol: WireProtocol;
  readonly xmlNamespace: string;
  readonly model: ServiceModel;
}

interface ServiceRow {
  readonly name: string;
  /** The service's name in a signature's scope. */
  readonly signingName: string;
  readonly protocol: WireProtocol;
  readonly xmlNamespace: string;
  readonly load: () => Promise<Readonly<Record<string, unknown>>>;
}

const rows: readonly ServiceRow[] = [
  {
    name: "cloudformation",
    signingName: "cloudformation",
    protocol: "query",
    xmlNamespace: "http://cloudformation.amazonaws.com/doc/2010-05-15/",
    load: () => import("@aws-sdk/client-cloudformation"),
  },
  {
    name: "sts",
    signingName: "sts",
    protocol: "query",
    xmlNamespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    load: () => import("@aws-sdk/client-sts"),
  },
  {
    name: "ssm",
    signingName: "ssm",
    protocol: "json",
    xmlNamespace: "",
    load: () => import("@aws-sdk/client-ssm"),
  },
  {
    name: "ecs",
    signingName: "ecs",
    protocol: "json",
    xmlNamespace: "",
    load: () => import("@aws-sdk/client-ecs"),
  },
  {
    name: "ecr",
    signingName: "ecr",
    protocol: "json",
    xmlNamespace: "",
    load: () => import("@aws-sdk/client-ecr"),
  },
  {
    name: "resource-groups-tagging-api",
    signingName: "tagging",
    protocol: "json",
    xmlNamespace: "",
    load: () => import("@aws-sdk/client-resource-groups-tagging-api"),
  },
  {
    name: "s3",
    signingName: "s3",
    protocol: "rest-xml",
    xmlNamespace: "http://s3.amazonaws.com/doc/2006-03-01/",
    load: () => import("@aws-sdk/client-s3"),
  },
];

const loaded = new Map<string, Promise<KnownService>>();

/** The service with this signing name; undefined when the simulator does not speak it. Models are read on first use. */
export function findService(signingName: string): Promise<KnownService> | undefined {
  const known = loaded.get(signingName);
  if (known !== undefined) return known;
  const row = rows.find((candidate) => candidate.signingName === signingName);
  if (row === undefined) return undefined;
  const service = loadService(row);
  loaded.set(signingName, service);
  return service;
}

/** The signing name of the service that a host stands for: `ssm.eu-west-1.amazonaws.com` is `ssm`. */
export function signingNameOfHost(host: string): string | undefined {
  const labels = host.replace(/\.amazonaws\.com(\.cn)?$/, "").split(".");
  return rows.find(({ signingName }) =>
    labels.some((label) => label === signingName || (signingName === "ecr" && label === "api")),
  )?.signingName;
}

async function loadService(row: ServiceRow): Promise<KnownService> {
  const model = serviceModelOf(await row.load());
  return { name: row.name, protocol: row.protocol, xmlNamespace: row.xmlNamespace, model };
}
