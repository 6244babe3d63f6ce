import type { Json } from "../../domain/template.ts";
import type { EnvironmentVpc, Subnet } from "../../manifest/environment-manifest.ts";
import { ref } from "../../template/intrinsics.ts";
import { RenderRefusal } from "../refusal.ts";
import { unquoted } from "../unquoted.ts";

/** The environment's VPC, with its subnets as other resources name them. */
export type Vpc = ImportedVpc | ManagedVpc;

interface VpcNames {
  /** Id of the VPC, or a reference to it. */
  readonly id: Json;
  /** Ids of the subnets, or references to them. */
  readonly publicSubnets: readonly Json[];
  readonly privateSubnets: readonly Json[];
}

/** A VPC that exists outside Copilot. */
interface ImportedVpc extends VpcNames {
  readonly kind: "imported";
}

/** A VPC of the environment's stack. */
export interface ManagedVpc extends VpcNames {
  readonly kind: "managed";
  readonly cidr: string;
  /** Address ranges; the n-th public and the n-th private subnet lie in one zone. */
  readonly publicCidrs: readonly string[];
  readonly privateCidrs: readonly string[];
  /** Names of the zones; empty takes the region's in their order. */
  readonly zones: readonly string[];
}

/** The VPC that a manifest asks for; without `id` and `cidr` it is Copilot's own (copilot-model.md 2.6, 5.10). */
export function readVpc(vpc: EnvironmentVpc | undefined): Vpc {
  if (vpc?.id !== undefined && vpc.id !== "") return importedVpc(vpc.id, vpc);
  if (vpc?.cidr !== undefined && vpc.cidr !== "") return adjustedVpc(vpc.cidr, vpc);
  return managedVpc({
    cidr: "10.0.0.0/16",
    publicCidrs: ["10.0.0.0/24", "10.0.1.0/24"],
    privateCidrs: ["10.0.2.0/24", "10.0.3.0/24"],
    zones: [],
  });
}

function importedVpc(id: string, { subnets }: EnvironmentVpc): ImportedVpc {
  return {
    kind: "imported",
    id: unquoted(id),
    publicSubnets: idsOf(subnets?.public),
    privateSubnets: idsOf(subnets?.private),
  };
}

function idsOf(subnets: readonly Subnet[] = []): readonly Json[] {
  return subnets.map((subnet) => unquoted(subnet.id ?? ""));
}

/** Copilot sorts both kinds of subnets by zone and takes them in pairs; private ones without a partner are left out. */
function adjustedVpc(cidr: string, { subnets }: EnvironmentVpc): ManagedVpc {
  const publicOnes = byZone(subnets?.public ?? []);
  const privateOnes = byZone(subnets?.private ?? []);
  if (privateOnes.length < publicOnes.length) {
    throw new RenderRefusal({
      code: "inconsistent-values",
      field: "network.vpc.subnets",
      message: `network.vpc.subnets has ${publicOnes.length} public and ${privateOnes.length} private subnets; each public subnet needs a private one`,
    });
  }
  return managedVpc({
    cidr,
    publicCidrs: publicOnes.map((subnet) => subnet.cidr ?? ""),
    privateCidrs: privateOnes.slice(0, publicOnes.length).map((subnet) => subnet.cidr ?? ""),
    zones: publicOnes.flatMap(({ az }) => (az === undefined || az === "" ? [] : [az])),
  });
}

function managedVpc(layout: Pick<ManagedVpc, "cidr" | "publicCidrs" | "privateCidrs" | "zones">): ManagedVpc {
  return {
    kind: "managed",
    ...layout,
    id: ref("VPC"),
    publicSubnets: layout.publicCidrs.map((_, index) => ref(`PublicSubnet${index + 1}`)),
    privateSubnets: layout.privateCidrs.map((_, index) => ref(`PrivateSubnet${index + 1}`)),
  };
}

function byZone(subnets: readonly Subnet[]): readonly Subnet[] {
  return subnets.toSorted(({ az: left = "" }, { az: right = "" }) => {
    if (left === right) return 0;
    return left < right ? -1 : 1;
  });
}
