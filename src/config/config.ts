import type { TelemetryConfig } from "./telemetry-config.ts";
import type { WebhooksConfig } from "./webhooks-config.ts";
import type { GitHubConfig } from "./github-config.ts";
import type { CacheConfig } from "./cache-config.ts";
import type { ReportsConfig } from "./reports-config.ts";
import type { HintsConfig } from "./hints-config.ts";
import type { LeaseConfig } from "./lease-config.ts";
import type { SlackConfig } from "./slack-config.ts";
import type { DriftWatchConfig } from "./drift-watch-config.ts";
import type { DriftConfig } from "./drift-config.ts";
import type { PageConfig } from "./page-config.ts";
import type { ImageSettings } from "../domain/image-settings.ts";
import type { PolicySettings } from "../domain/policy.ts";
import type { Identity, PromotionRules } from "../domain/promotion.ts";
import type { GitHubRequirements } from "./require-config.ts";
import type { AssetsConfig } from "./assets-config.ts";
import type { HealMode } from "../domain/healing.ts";
import type { FailurePolicy } from "../domain/failure-policy.ts";
import type { PrunePolicy } from "../domain/prune-policy.ts";

/** What the operator configured: the applications in the order of the text, each checked and with its defaults. */
export interface Config {
  readonly applications: readonly ApplicationConfig[];
  readonly page: PageConfig;
  readonly telemetry: TelemetryConfig;
  readonly webhooks: WebhooksConfig;
  /** How what is live is watched while the loop runs; absent: it is not. */
  readonly driftWatch?: DriftWatchConfig;
  /** Absent: Slack is not told. */
  readonly slack?: SlackConfig;
  /** Absent: GitHub is not told. */
  readonly github?: GitHubConfig;
  /** Absent: the service sees to it that there is one task. */
  readonly lease?: LeaseConfig;
  /** Absent: a new process reads everything. */
  readonly cache?: CacheConfig;
  /** Absent: the loop writes no reports. */
  readonly reports?: ReportsConfig;
  /** Absent: changes in AWS are seen an interval later. */
  readonly hints?: HintsConfig;
}

/** One application: where its workspace is and which branch feeds which environment. */
export interface ApplicationConfig {
  /** The name in `copilot/.workspace`. */
  readonly application: string;
  readonly source: SourceConfig;
  /** In the order of the configuration. No environment stands under two of them. */
  readonly branches: readonly BranchRule[];
  /** Every environment that a branch feeds, in the order in which the branches name them. */
  readonly environments: readonly EnvironmentConfig[];
  /** What `${NAME}` in manifests stands for, with `{commit}` and the like not yet put in. */
  readonly variables: Readonly<Record<string, string>>;
  /** Where builds put files of static sites, by workload. */
  readonly assets: Readonly<Record<string, AssetsConfig>>;
  /** How builds tag images. */
  readonly images: ImageSettings;
  /** What the rules on rendered templates let pass. */
  readonly policy: PolicySettings;
  /** What may depart from Git and from what was deployed; absent, nothing. */
  readonly drift?: DriftConfig;
  /** The other applications of the same configuration. */
  readonly otherApplications: readonly string[];
  /** Who is who, for rules about approvals. */
  readonly identities: readonly Identity[];
  /** The id of a channel of Slack of its own. */
  readonly slackChannel?: string;
  /** Warnings about manifests that are meant to be so. */
  readonly waivers: readonly WaiverConfig[];
}

/** An operator's word that a warning is meant to be so. */
export interface WaiverConfig {
  readonly code: string;
  readonly file?: string;
  readonly field?: string;
  readonly reason: string;
}

/**
 * The repository, how often its branches are looked at (milliseconds), and what a commit must have before an environment follows
 * it. Credentials are never part of it.
 */
export type SourceConfig =
  | {
      readonly kind: "git";
      readonly url: string;
      readonly interval: number;
      /** Lines of ssh-keygen's allowed signers; absent, signatures are not looked at. */
      readonly allowedSigners?: readonly string[];
    }
  | {
      readonly kind: "github";
      readonly repository: string;
      readonly interval: number;
      readonly require?: GitHubRequirements;
    };

/** A branch, or a glob of branches, and the environments that it feeds, in order. */
export interface BranchRule {
  readonly pattern: string;
  readonly matches: (branch: string) => boolean;
  readonly environments: readonly string[];
}

/** What Autoland may do in one environment. */
export interface EnvironmentConfig {
  readonly environment: string;
  readonly mode: "look" | "approve" | "apply";
  /** An environment under the same branch that has to have passed first. */
  readonly after?: string;
  /** When and by whose word it may be changed, and when the next one may follow; absent, nothing is asked for. */
  readonly promotion?: PromotionRules;
  /** ARNs of roles in the environment's account; absent ones fall back to Copilot's own chain. */
  readonly roles: { readonly look?: string; readonly apply?: string };
  /** What is done about changes that fail; `defaultFailurePolicy` when absent. */
  readonly failing?: FailurePolicy;
  /** What may be deleted of what Git no longer asks for; absent: nothing. */
  readonly prune?: PrunePolicy;
  /** What is done about settings of running services that somebody has changed live; they are told of when it is absent. */
  readonly heal?: HealMode;
  /** Whether a Copilot pipeline that still deploys there holds what is to be applied; it does when absent. */
  readonly pipelines?: "hold" | "ignore";
}
