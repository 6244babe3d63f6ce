import { failureOf } from "../domain/failure.ts";
import type { Checks, GateState } from "../domain/gates.ts";
import { present, unreadable } from "../domain/observed.ts";
import { type GitHubClientInputs, makeGitHubClient } from "./github-client.ts";

/**
 * Checks and deployment statuses through GitHub's API. Needs the app's permissions *Checks: read* and *Deployments: read*. Whose word it is
 * stands in `app.id` and `performed_via_github_app.id`, which GitHub sets and nobody can send.
 * https://docs.github.com/en/rest/checks/runs, https://docs.github.com/en/rest/deployments/statuses
 */
export function makeChecks(inputs: GitHubClientInputs): Checks {
  const client = makeGitHubClient(inputs);
  return {
    check: async ({ commit, since }, { app, check }, signal) => {
      try {
        const answer = await client.ask(
          async (octokit, target) =>
            octokit.rest.checks.listForRef({
              ...target,
              ref: commit,
              check_name: check,
              app_id: app,
              filter: "all",
              per_page: 100,
            }),
          signal,
        );
        const runs = answer.data.check_runs
          .filter((run) => run.app?.id === app && run.name === check && run.head_sha === commit)
          .filter((run) => run.started_at !== null && new Date(run.started_at) >= since)
          .toSorted((left, right) => (right.started_at ?? "").localeCompare(left.started_at ?? ""));
        const [newest] = runs;
        if (newest === undefined) return present<GateState>({ kind: "none" });
        const detail = `check ${check} is ${newest.conclusion ?? newest.status}`;
        if (newest.status !== "completed" || newest.completed_at === null)
          return present<GateState>({ kind: "running", detail });
        const passed = newest.conclusion === "success";
        return present<GateState>({ kind: "ended", passed, at: new Date(newest.completed_at), detail });
      } catch (error) {
        signal?.throwIfAborted();
        return unreadable(failureOf(error));
      }
    },
    deployment: async ({ commit, environment, since }, { app }, signal) => {
      try {
        const found = await client.ask(
          async (octokit, target) =>
            octokit.rest.repos.listDeployments({ ...target, sha: commit, environment, per_page: 100 }),
          signal,
        );
        const own = found.data
          .filter((each) => each.performed_via_github_app?.id === app && each.environment === environment)
          .filter((each) => each.sha === commit && new Date(each.created_at) >= since)
          .toSorted((left, right) => right.created_at.localeCompare(left.created_at));
        const [newest] = own;
        if (newest === undefined) return present<GateState>({ kind: "none" });
        const listed = await client.ask(
          async (octokit, target) =>
            octokit.rest.repos.listDeploymentStatuses({
              ...target,
              deployment_id: newest.id,
              per_page: 100,
            }),
          signal,
        );
        const [last] = listed.data
          .filter((status) => status.performed_via_github_app?.id === app)
          .toSorted((left, right) => right.created_at.localeCompare(left.created_at));
        const detail = `deployment status of ${environment} is ${last?.state ?? "not said yet"}`;
        if (last === undefined || !["success", "failure", "error"].includes(last.state))
          return present<GateState>({ kind: "running", detail });
        const passed = last.state === "success";
        return present<GateState>({ kind: "ended", passed, at: new Date(last.created_at), detail });
      } catch (error) {
        signal?.throwIfAborted();
        return unreadable(failureOf(error));
      }
    },
  };
}
