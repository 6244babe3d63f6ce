/** An environment as its manifest describes it. Properties are the manifest's keys; what it does not say is absent. */
export interface EnvironmentManifest {
  readonly type: "Environment";
  readonly name: string;
  readonly network?: { readonly vpc?: EnvironmentVpc };
  readonly observability?: { readonly container_insights?: boolean };
  readonly http?: EnvironmentHttp;
  readonly cdn?: boolean | Cdn;
}

/** The VPC: imported (`id`), adjusted (`cidr`), or Copilot's own. */
export interface EnvironmentVpc {
  readonly id?: string;
  readonly cidr?: string;
  readonly subnets?: { readonly public?: readonly Subnet[]; readonly private?: readonly Subnet[] };
  readonly security_group?: {
    readonly ingress?: readonly SecurityGroupRule[];
    readonly egress?: readonly SecurityGroupRule[];
  };
  /** A map sets the retention in days. */
  readonly flow_logs?: boolean | { readonly retention?: number };
}

/** A subnet: its id when the VPC is imported, its address range and zone when it is adjusted. */
export interface Subnet {
  readonly id?: string;
  readonly cidr?: string;
  readonly az?: string;
}

/** A rule of the environment's security group. */
export interface SecurityGroupRule {
  readonly cidr?: string;
  /** One port, or `from-to`. */
  readonly ports?: number | string;
  readonly ip_protocol?: string;
}

/** The public and the internal load balancer. */
export interface EnvironmentHttp {
  readonly public?: PublicHttp;
  readonly private?: PrivateHttp;
}

/** The public load balancer. */
export interface PublicHttp {
  /** ARNs. */
  readonly certificates?: readonly string[];
  readonly access_logs?: boolean | { readonly bucket_name?: string; readonly prefix?: string };
  readonly ssl_policy?: string;
  readonly ingress?: RestrictiveIngress;
  readonly security_groups?: DeprecatedSecurityGroups;
}

/** Who may reach the public load balancer; absent means everybody. */
export interface RestrictiveIngress {
  readonly cdn?: boolean;
  /** CIDR blocks. */
  readonly source_ips?: readonly string[];
}

/** The internal load balancer. */
export interface PrivateHttp {
  /** Ids of imported subnets. */
  readonly subnets?: readonly string[];
  /** ARNs. */
  readonly certificates?: readonly string[];
  readonly ssl_policy?: string;
  readonly ingress?: { readonly vpc?: boolean };
  readonly security_groups?: DeprecatedSecurityGroups;
}

/** The old place of the load balancers' ingress settings; Copilot still reads it. */
export interface DeprecatedSecurityGroups {
  readonly ingress?: { readonly restrict_to?: RestrictiveIngress; readonly from_vpc?: boolean };
}

/** A CloudFront distribution before the public load balancer. */
export interface Cdn {
  /** ARN of a certificate in us-east-1. */
  readonly certificate?: string;
  readonly terminate_tls?: boolean;
  readonly static_assets?: { readonly location?: string; readonly alias?: string; readonly path?: string };
}
