import { html } from "hono/html";
import type { Observed } from "../../domain/observed.ts";
import type { ServiceInsight } from "../../domain/service-insight.ts";
import { failureView } from "./failure-view.ts";
import { each, type Html, nothing } from "./html.ts";
import { age } from "./words.ts";

/** What AWS says of a service now: deployments, tasks, ways in, variables by name, alarms, and what ECS said last. */
export function insightView(insight: Observed<ServiceInsight> | undefined, now: Date): Html {
  if (insight === undefined) return nothing;
  switch (insight.kind) {
    case "absent":
      return html`<h2>Running now</h2>
        <p>It has no ECS service.</p>`;
    case "unreadable":
      return html`<h2>Running now</h2>
        ${failureView(insight.failure)}`;
    case "present":
      return serviceView(insight.value, now);
  }
}

function serviceView(insight: ServiceInsight, now: Date): Html {
  return html`<h2>Running now</h2>
    ${table(
      "Deployments",
      ["Deployment", "Rollout", "Tasks", "Task definition", "Age"],
      insight.deployments.map((deployment) => [
        `${deployment.status} ${deployment.id}`,
        `${deployment.rollout}${deployment.reason === undefined ? "" : `: ${deployment.reason}`}`,
        `${deployment.running} of ${deployment.desired}${deployment.failed > 0 ? `, ${deployment.failed} failed` : ""}`,
        deployment.taskDefinition,
        deployment.createdAt === undefined ? "" : age(deployment.createdAt, now),
      ]),
    )}
    ${part("Tasks", insight.tasks, (tasks) =>
      table(
        "Tasks",
        ["Task", "Status", "Health", "Zone", "Task definition", "Image", "Age"],
        tasks.map((task) => [
          task.id.slice(0, 12),
          task.status,
          task.health,
          task.zone,
          task.taskDefinition,
          Object.entries(task.images)
            .map(([name, digest]) => `${name} ${digest.slice(0, 19)}`)
            .join(", "),
          task.startedAt === undefined ? "" : age(task.startedAt, now),
        ]),
      ),
    )}
    ${part("Routes", insight.routes, (routes) =>
      table(
        "Routes",
        ["Host", "Path"],
        routes.map(({ hosts, paths }) => [hosts.join(", ") || "any", paths.join(", ") || "/*"]),
      ),
    )}
    ${part("Alarms", insight.alarms, (alarms) =>
      table(
        "Alarms",
        ["Alarm", "State", "About"],
        alarms.map(({ name, state, description }) => [name, state, description]),
      ),
    )}
    ${part("Containers", insight.containers, (containers) =>
      table(
        "Containers (values are not shown)",
        ["Container", "Image", "Variables", "Secrets"],
        containers.map(({ name, image, variables, secrets }) => [
          name,
          image,
          variables.join(", "),
          secrets.map((secret) => `${secret.name} from ${secret.from}`).join(", "),
        ]),
      ),
    )}
    ${table(
      "What ECS said last",
      ["When", "What"],
      insight.events.map(({ at, message }) => [`${age(at, now)} ago`, message]),
    )}`;
}

function part<T>(what: string, observed: Observed<T>, show: (value: T) => Html): Html {
  switch (observed.kind) {
    case "absent":
      return nothing;
    case "unreadable":
      return html`<h3>${what}</h3>
        ${failureView(observed.failure)}`;
    case "present":
      return show(observed.value);
  }
}

function table(caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): Html {
  if (rows.length === 0) return nothing;
  return html`<div class="scroll facts-table" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${each(heads, (head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${each(
          rows,
          (row) =>
            html`<tr>
              ${each(row, (cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
