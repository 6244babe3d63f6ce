import type { JsonMap } from "../../domain/template.ts";

/** What the tasks run on, in ECS's words. */
export interface Platform {
  readonly os: string;
  readonly architecture: "X86_64" | "ARM64";
}

/** Linux on x86, which task definitions do not spell out. */
export const defaultPlatform: Platform = { os: "LINUX", architecture: "X86_64" };

const windowsFamilies: Readonly<Record<string, string>> = {
  windows: "WINDOWS_SERVER_2019_CORE",
  windows_server_2019_core: "WINDOWS_SERVER_2019_CORE",
  windows_server_2019_full: "WINDOWS_SERVER_2019_FULL",
  windows_server_2022_core: "WINDOWS_SERVER_2022_CORE",
  windows_server_2022_full: "WINDOWS_SERVER_2022_FULL",
};

/** The platform that a manifest's operating system and architecture mean, however they are capitalised. */
export function platformOf(os: string, architecture: string): Platform {
  const arm = ["arm", "arm64"].includes(architecture.toLowerCase());
  return {
    os: windowsFamilies[os.toLowerCase()] ?? "LINUX",
    architecture: arm ? "ARM64" : "X86_64",
  };
}

/** `RuntimePlatform` of a task definition, where it is not the default one. */
export function runtimePlatform({ os, architecture }: Platform): JsonMap {
  if (os === defaultPlatform.os && architecture === defaultPlatform.architecture) return {};
  return { RuntimePlatform: { OperatingSystemFamily: os, CpuArchitecture: architecture } };
}

/** Fargate's platform version: Windows has only the first one. */
export function platformVersion({ os }: Platform): string {
  return os === defaultPlatform.os ? "LATEST" : "1.0.0";
}
