import { isArm, isWindows } from "../parts/platform.ts";
import { isOnEfs } from "../parts/storage.ts";
import type { Task } from "../parts/task.ts";
import { field, key } from "../shape/field-path.ts";
import type { FieldPath } from "../shape/field-path.ts";
import type { Report } from "../shape/report.ts";

/** Reports what Fargate does not do on Windows or on ARM. Copilot overlooks Service Connect where no ports are served. */
export function checkPlatformLimits(
  task: Task,
  options: { readonly serves: "ports" | "none" },
  report: Report,
): void {
  if (isWindows(task.platform)) checkWindows(task, options.serves, report);
  if (isArm(task.platform)) checkArm(task, report);
}

function checkWindows(task: Task, serves: "ports" | "none", report: Report): void {
  const storage = field(undefined, "storage");
  if (task.storage?.readonly_fs === true)
    refuse(field(storage, "readonly_fs"), "A read-only root file system", "Windows", report);
  for (const [name, volume] of Object.entries(task.storage?.volumes ?? {})) {
    if (isOnEfs(volume)) refuse(field(key(field(storage, "volumes"), name), "efs"), "EFS", "Windows", report);
  }
  const { connect } = task.network;
  if (serves === "none" || connect === undefined || connect === false) return;
  refuse(field(undefined, "network", "connect"), "Service Connect", "Windows", report);
}

function checkArm(task: Task, report: Report): void {
  if (typeof task.count === "number") return;
  const at = field(undefined, "count");
  if (task.count.spot !== undefined) refuse(field(at, "spot"), "Fargate Spot", "ARM", report);
  const { range } = task.count;
  if (typeof range === "object" && range.spot_from !== undefined) {
    refuse(field(at, "range", "spot_from"), "Fargate Spot", "ARM", report);
  }
}

function refuse(at: FieldPath, what: string, platform: string, report: Report): void {
  report({ code: "unsupported-on-platform", at, message: `${what} is not available on ${platform}.` });
}
