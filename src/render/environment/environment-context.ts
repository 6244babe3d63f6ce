import type { Cdn, EnvironmentManifest } from "../../manifest/environment-manifest.ts";
import type { EnvironmentInputs } from "../inputs.ts";
import { readVpc, type Vpc } from "./read-vpc.ts";

/** An environment's manifest with its inputs and everything derived from them once, as the parts of its stack read it. */
export interface EnvironmentContext {
  readonly manifest: EnvironmentManifest;
  readonly inputs: EnvironmentInputs;
  readonly vpc: Vpc;
  /** ARNs of the imported certificates of the public and of the internal load balancer. */
  readonly publicCertificates: readonly string[];
  readonly privateCertificates: readonly string[];
  /** Absent without a distribution before the public load balancer. */
  readonly cdn?: CdnSettings;
  /** Absent when the public load balancer keeps no access logs. */
  readonly accessLogs?: AccessLogs;
  /** Days; absent without flow logs. */
  readonly flowLogRetention?: number;
  /** True when the application has a domain, so that subdomains may be delegated to environments. */
  readonly delegatesDns: boolean;
}

/** The distribution before the public load balancer. */
export interface CdnSettings {
  readonly certificate?: string;
  readonly terminatesTls: boolean;
  readonly staticAssets?: { readonly location: string; readonly alias: string; readonly path: string };
}

/** Access logs of the public load balancer; without a bucket the environment's stack has one. */
interface AccessLogs {
  readonly bucket?: string;
  readonly prefix?: string;
}

/** Derives what the parts of an environment's stack need. Throws `RenderRefusal` where that is not possible. */
export function environmentContext(
  manifest: EnvironmentManifest,
  inputs: EnvironmentInputs,
): EnvironmentContext {
  const cdn = cdnSettings(manifest.cdn);
  const accessLogs = readAccessLogs(manifest);
  const flowLogRetention = readFlowLogRetention(manifest);
  return {
    manifest,
    inputs,
    vpc: readVpc(manifest.network?.vpc),
    publicCertificates: manifest.http?.public?.certificates ?? [],
    privateCertificates: manifest.http?.private?.certificates ?? [],
    ...(cdn === undefined ? {} : { cdn }),
    ...(accessLogs === undefined ? {} : { accessLogs }),
    ...(flowLogRetention === undefined ? {} : { flowLogRetention }),
    delegatesDns: inputs.application.domain !== undefined && inputs.application.domain !== "",
  };
}

function cdnSettings(cdn: boolean | Cdn | undefined): CdnSettings | undefined {
  if (cdn === undefined || cdn === false) return undefined;
  if (cdn === true) return { terminatesTls: false };
  const { certificate, terminate_tls: terminatesTls, static_assets: assets } = cdn;
  const { location = "", alias = "", path = "" } = assets ?? {};
  const hasAssets = location !== "" || alias !== "" || path !== "";
  if (certificate === undefined && terminatesTls === undefined && !hasAssets) return undefined;
  return {
    terminatesTls: terminatesTls ?? false,
    ...(certificate === undefined ? {} : { certificate }),
    ...(hasAssets ? { staticAssets: { location, alias, path } } : {}),
  };
}

function readAccessLogs({ http }: EnvironmentManifest): AccessLogs | undefined {
  const logs = http?.public?.access_logs;
  if (logs === undefined || logs === false) return undefined;
  if (logs === true) return {};
  const { bucket_name: bucket = "", prefix = "" } = logs;
  if (logs.bucket_name === undefined && logs.prefix === undefined) return undefined;
  return { ...(bucket === "" ? {} : { bucket }), ...(prefix === "" ? {} : { prefix }) };
}

/** Copilot takes any value of `flow_logs` for a yes, `false` too; 14 days unless the manifest says otherwise. */
function readFlowLogRetention({ network }: EnvironmentManifest): number | undefined {
  const flowLogs = network?.vpc?.flow_logs;
  if (flowLogs === undefined) return undefined;
  return typeof flowLogs === "boolean" ? 14 : (flowLogs.retention ?? 14);
}
