import type { Json, JsonMap, TemplateResource } from "../../domain/template.ts";
import { isJsonMap, pointerOf } from "../../template/json-pointer.ts";
import { itemsOf } from "../fold-values.ts";
import type { PartFacts } from "../part-facts.ts";
import type { PolicyRule } from "../rule.ts";

/** Containers that reach out of themselves. */
export const containerPrivileged: PolicyRule = {
  code: "container-privileged",
  severity: "stop",
  judges: "additions",
  stops:
    "privileged containers, added capabilities, the host's network, processes, devices or folders, and exec that the manifest does not ask for",
  reason:
    "A container that shares the host's kernel facilities is as good as the host, and reads what its neighbours do.",
  remedy: "Take it out. For `copilot svc exec` say `exec: true` in the manifest.",
  judge: (facts) =>
    [...facts.resources].flatMap(([id, resource]) =>
      [...new Set(faultsOf(resource, facts))].map((what) => ({
        pointer: pointerOf(["Resources", id]),
        what,
      })),
    ),
};

function faultsOf(
  { Type: type, Properties: properties = {} }: TemplateResource,
  facts: PartFacts,
): readonly string[] {
  if (type === "AWS::ECS::Service")
    return isOn(properties["EnableExecuteCommand"], facts) ? ["turns exec on"] : [];
  if (type !== "AWS::ECS::TaskDefinition") return [];
  const modes = ["PidMode", "IpcMode"].flatMap((key) =>
    facts
      .texts(properties[key])
      .filter((text) => text !== "task" && text !== "none")
      .map((text) => `has ${key} ${text}`),
  );
  const network = facts
    .texts(properties["NetworkMode"])
    .filter((text) => text !== "awsvpc")
    .map((text) => `has NetworkMode ${text}`);
  const launches = itemsOf(properties["RequiresCompatibilities"]).flatMap((item) => facts.texts(item));
  const launch =
    launches.length === 0 || launches.includes("FARGATE") ? [] : [`runs on ${launches.join(", ")}`];
  const volumes = itemsOf(properties["Volumes"])
    .filter(isJsonMap)
    .flatMap((volume) => (hostFolder(volume, facts) ? ["mounts a folder of the host"] : []));
  const containers = itemsOf(properties["ContainerDefinitions"])
    .filter(isJsonMap)
    .flatMap((container) => faultsOfContainer(container, facts));
  return [...modes, ...network, ...launch, ...volumes, ...containers];
}

function hostFolder({ Host: host, DockerVolumeConfiguration: docker }: JsonMap, facts: PartFacts): boolean {
  return (
    docker !== undefined || (isJsonMap(host) && facts.texts(host["SourcePath"]).some((text) => text !== ""))
  );
}

function faultsOfContainer(container: JsonMap, facts: PartFacts): readonly string[] {
  const linux = isJsonMap(container["LinuxParameters"]) ? container["LinuxParameters"] : {};
  const capabilities = isJsonMap(linux["Capabilities"]) ? itemsOf(linux["Capabilities"]["Add"]) : [];
  const name = facts.texts(container["Name"])[0] ?? "a container";
  return [
    ...(isOn(container["Privileged"], facts) ? [`makes ${name} privileged`] : []),
    ...capabilities
      .flatMap((item) => facts.texts(item))
      .filter((text) => !ordinary.has(text))
      .map((text) => `gives ${name} the capability ${text}`),
    ...(itemsOf(linux["Devices"]).length > 0 ? [`gives ${name} devices of the host`] : []),
    ...(itemsOf(container["DockerSecurityOptions"]).length > 0 ? [`loosens the isolation of ${name}`] : []),
  ];
}

/** What every container has by default, and writing to the audit log. https://docs.docker.com/engine/containers/run/ */
const ordinary = new Set(
  "AUDIT_CONTROL AUDIT_READ AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT".split(
    " ",
  ),
);

function isOn(value: Json | undefined, facts: PartFacts): boolean {
  return facts.texts(value).some((text) => text.toLowerCase() !== "false");
}
