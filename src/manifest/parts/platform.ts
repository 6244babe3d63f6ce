import { eitherForm } from "../shape/form-shapes.ts";
import type { FieldPath } from "../shape/field-path.ts";
import type { Report } from "../shape/report.ts";
import { record } from "../shape/record-shape.ts";
import { text } from "../shape/scalar-shapes.ts";
import { checked } from "../shape/shape.ts";
import type { Shape } from "../shape/shape.ts";
import type { Platform } from "./task.ts";

/** `platform` of any workload with containers. */
export const platform: Shape<string | Platform> = eitherForm<string, Platform>({
  plain: checked(text, checkShort),
  map: record<Platform>({ osfamily: text, architecture: text }, { check: checkMap }),
  wanted: "an operating system and architecture such as linux/arm64, or a map (osfamily, architecture)",
  faultsInMap: "drop",
});

/** The operating system and architecture of a platform, in lower case; empty texts where they are not given. */
function platformParts(value: string | Platform | undefined): {
  readonly os: string;
  readonly architecture: string;
} {
  if (typeof value === "string") {
    const [os = "", architecture = ""] = value.toLowerCase().split("/");
    return { os, architecture };
  }
  return {
    os: (value?.osfamily ?? "").toLowerCase(),
    architecture: (value?.architecture ?? "").toLowerCase(),
  };
}

/** Whether tasks run on Windows. */
export function isWindows(value: string | Platform | undefined): boolean {
  return windowsFamilies.includes(platformParts(value).os);
}

/** Whether tasks run on ARM. */
export function isArm(value: string | Platform | undefined): boolean {
  return ["arm", "arm64"].includes(platformParts(value).architecture);
}

const windowsFamilies = [
  "windows",
  "windows_server_2019_core",
  "windows_server_2019_full",
  "windows_server_2022_core",
  "windows_server_2022_full",
];

const linuxArchitectures = ["amd64", "x86_64", "arm", "arm64"];
const windowsArchitectures = ["amd64", "x86_64"];

function checkShort(value: string, at: FieldPath, report: Report): void {
  if (value.split("/").length !== 2) {
    const message = `${value} is no platform; write it as <operating system>/<architecture>, such as linux/arm64.`;
    report({ code: "invalid-format", at, message });
    return;
  }
  checkParts(value, ["windows"], at, report);
}

function checkMap(value: Platform, at: FieldPath, report: Report): void {
  if (value.osfamily === undefined || value.architecture === undefined) {
    const missing = value.osfamily === undefined ? "osfamily" : "architecture";
    const message = `${missing} is missing; osfamily and architecture go together.`;
    report({ code: "required-field-missing", at, message });
    return;
  }
  checkParts(value, windowsFamilies, at, report);
}

function checkParts(
  value: string | Platform,
  windows: readonly string[],
  at: FieldPath,
  report: Report,
): void {
  const { os, architecture } = platformParts(value);
  if (os === "linux" && linuxArchitectures.includes(architecture)) return;
  if (windows.includes(os) && windowsArchitectures.includes(architecture)) return;
  const message =
    `${os}/${architecture} is no platform that Copilot knows; Linux runs on ${linuxArchitectures.join(", ")}, ` +
    `Windows (${windows.join(", ")}) on ${windowsArchitectures.join(", ")}.`;
  report({ code: "invalid-enum-value", at, message });
}
