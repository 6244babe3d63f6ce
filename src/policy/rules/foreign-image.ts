import type { Json } from "../../domain/template.ts";
import { isJsonMap, pointerOf } from "../../template/json-pointer.ts";
import { accountsOfAws } from "../accounts-of-aws.ts";
import { itemsOf } from "../fold-values.ts";
import type { PartFacts } from "../part-facts.ts";
import type { PolicyRule } from "../rule.ts";

/** Images from anywhere. */
export const foreignImage: PolicyRule = {
  code: "foreign-image",
  severity: "stop",
  judges: "everything",
  stops:
    "containers whose image comes from a registry that is neither the application's own, nor a usual public one, nor allowed by the operator, unless it is pinned by digest",
  reason:
    "A container runs with the task's permissions and sees its secrets. Who owns the registry decides, after every review, what the tag means.",
  remedy:
    "Pin the image by digest (`image@sha256:…`), copy it into the application's ECR, or have the operator add the registry to `policy.registries`.",
  judge: (facts) =>
    imagesIn(facts).flatMap(({ pointer, text }) => {
      const fault = faultOfImage(text, facts, "container");
      return fault === undefined ? [] : [{ pointer, what: `runs the image ${text}, ${fault}` }];
    }),
};

function imagesIn(facts: PartFacts): readonly { readonly pointer: string; readonly text: string }[] {
  return [...facts.resources].flatMap(([id, { Type: type, Properties: properties = {} }]) => {
    const pointer = pointerOf(["Resources", id]);
    const values =
      type === "AWS::ECS::TaskDefinition"
        ? itemsOf(properties["ContainerDefinitions"])
            .filter(isJsonMap)
            .map((container) => container["Image"])
        : type === "AWS::AppRunner::Service"
          ? imageOfAppRunner(properties["SourceConfiguration"])
          : [];
    return values.flatMap((value) => facts.texts(value)).map((text) => ({ pointer, text }));
  });
}

function imageOfAppRunner(source: Json | undefined): readonly Json[] {
  const repository = isJsonMap(source) ? source["ImageRepository"] : undefined;
  const image = isJsonMap(repository) ? repository["ImageIdentifier"] : undefined;
  return image === undefined ? [] : [image];
}

/** Registries in which publishers are known, or which many companies use under names of their own. */
const usual =
  /^(?:docker\.io|index\.docker\.io|registry-1\.docker\.io|public\.ecr\.aws|ghcr\.io|quay\.io|gcr\.io|[a-z0-9-]+\.gcr\.io|[a-z0-9-]+-docker\.pkg\.dev|registry\.k8s\.io|mcr\.microsoft\.com|registry\.gitlab\.com|lscr\.io|nvcr\.io|docker\.elastic\.co|container-registry\.oracle\.com|registry\.access\.redhat\.com|[a-z0-9]+\.azurecr\.io|[a-z0-9-]+\.jfrog\.io)$/;

/** What is wrong with an image's address; undefined for one that may run. */
export function faultOfImage(text: string, facts: PartFacts, use: "container" | "code"): string | undefined {
  if (/\$\{(?:\?|import:|ssm:)|\{\{/.test(text)) return "which only CloudFormation will know";
  // A parameter without a value stands for the image that is put in when the stack is deployed.
  if (text.startsWith("${")) return undefined;
  const host = hostOf(text);
  if (isOddHost(host)) return "from an address instead of a registry";
  // No account has fewer digits: from there nothing can be pulled.
  if (/^\d{1,11}\.dkr\.ecr\./.test(host)) return undefined;
  const registry = /^(\d{12})\.dkr\.ecr\.[\w-]+\.amazonaws\.com(?:\.cn)?$/.exec(host)?.[1];
  const { registries } = facts.context.settings;
  const isAllowed = registries.some(
    (allowed) => `${host}/${pathOf(text)}`.startsWith(allowed.replace(/\/?$/, "/")) || host === allowed,
  );
  if (isAllowed) return undefined;
  const isPinned = /@sha256:[0-9a-f]{64}$/.test(text);
  if (use === "container" && isPinned) return undefined;
  if (registry !== undefined) {
    const { account, applicationAccount } = facts.judged;
    const isOurs = registry === account || registry === applicationAccount || accountsOfAws.has(registry);
    return isOurs
      ? undefined
      : `of account ${registry}, which is neither the environment's nor the application's`;
  }
  return usual.test(host) && use === "container"
    ? undefined
    : `from ${host}, which is not among the registries that are allowed`;
}

/** https://github.com/distribution/reference: the first part is a host when it has a dot or a port, or is `localhost`. */
function hostOf(image: string): string {
  const [first = "", ...rest] = image.split("/");
  return rest.length > 0 && (/[.:]/.test(first) || first === "localhost") ? first.toLowerCase() : "docker.io";
}

function pathOf(image: string): string {
  return hostOf(image) === "docker.io" && !image.startsWith("docker.io/")
    ? image
    : image.split("/").slice(1).join("/");
}

/** Addresses, ports and names inside a network: what answers there is nobody's registry. */
function isOddHost(host: string): boolean {
  return /^(?:localhost|\[|\d+\.\d+\.\d+\.\d+|0x)|:\d+$|\.(?:local|internal|localdomain)$|^https?:/.test(
    host,
  );
}
