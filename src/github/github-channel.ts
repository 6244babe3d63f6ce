import type { Clock } from "../domain/clock.ts";
import { failureOf, ReconcileError } from "../domain/failure.ts";
import { commitStatuses } from "../notify/commit-status.ts";
import { type Channel, NotNow } from "../telling/channel.ts";
import type { MessageBook } from "../telling/message-book.ts";
import { GitHubLimited } from "./allowance.ts";
import type { GitHubClient } from "./github-client.ts";
import { DeploymentTeller } from "./tell-deployments.ts";
import { StatusTeller } from "./tell-statuses.ts";
import { makeWritePace, type WritePace } from "./write-pace.ts";

/** What GitHub is told with. */
export interface GitHubChannelInputs {
  /** The repository of an application; undefined for one that is not on GitHub. */
  readonly clientOf: (application: string) => GitHubClient | undefined;
  readonly statuses: boolean;
  readonly deployments: boolean;
  /** What GitHub calls an environment of an application: applications of one repository do not share one. */
  readonly nameOf: (application: string, environment: string) => string;
  /** Where links lead; undefined where the page has no address. */
  readonly linkTo: (application: string, environment: string) => string | undefined;
  /** Shared with everything else that the same credential writes; its own when absent. */
  readonly pace?: WritePace;
  readonly book: MessageBook;
  readonly clock: Clock;
  /** Whether it is this process's turn at an application: another's is told of by whoever has it. Absent: there is no other. */
  readonly isOurs?: ((application: string) => boolean) | undefined;
}

/** GitHub: statuses beside commits, and deployments. One request after another, as GitHub asks. */
export function makeGitHubChannel(inputs: GitHubChannelInputs): Channel {
  const { clientOf, clock, book, linkTo, nameOf } = inputs;
  const { pace = makeWritePace(clock) } = inputs;
  const statusTeller = new StatusTeller(pace);
  const isAnothers = (application: string): boolean => inputs.isOurs?.(application) === false;
  const deploymentTeller = new DeploymentTeller(pace, book);
  return {
    name: "github",
    bringUpToDate: async (stories, signal) => {
      if (inputs.statuses)
        for (const status of commitStatuses(stories)) {
          const client = clientOf(status.application);
          if (client === undefined || !stories.recalled.has(status.application)) continue;
          if (isAnothers(status.application)) {
            // What stands there by the time that the turn comes back, another may have written.
            statusTeller.forget(client, status.commit);
            continue;
          }
          const link = linkTo(status.application, status.environment);
          await asking("commit statuses", () => statusTeller.tell(client, status, link, signal));
        }
      if (inputs.deployments)
        for (const deployment of stories.deployments.values()) {
          const { application, environment } = deployment;
          const client = clientOf(application);
          if (client === undefined || !stories.recalled.has(application) || isAnothers(application)) continue;
          const as = {
            environment: nameOf(application, environment),
            link: linkTo(application, environment),
          };
          await asking("deployments", () => deploymentTeller.tell(client, deployment, as, signal));
        }
      return undefined;
    },
  };
}

/** A refusal to write is told as one: what is missing is not the permission to read. */
async function asking(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof GitHubLimited) throw new NotNow(error.until, error.message, { cause: error });
    const failure = failureOf(error);
    if (failure.reason !== "AccessDenied" && failure.reason !== "RepositoryNotFound") throw error;
    throw new ReconcileError(
      {
        ...failure,
        remedy: `Give the token or app permission to write ${what} of the repository, or turn them off in \`github\`.`,
      },
      { cause: error },
    );
  }
}
