import type { Observed } from "../domain/observed.ts";
import type { FoundImage, Platform } from "../domain/preflight.ts";
import type { Problem } from "./problem.ts";
import type { NeededImage } from "./stack-needs.ts";

/** Whether an address is in ECR, where its manifest can be looked at. */
export function isInEcr(address: string): boolean {
  return /^\d{12}\.dkr\.ecr\.[\w-]+\.amazonaws\.com(?:\.cn)?\/[^@:]+(?::[\w.-]+|@sha256:[0-9a-f]{64})$/.test(
    address,
  );
}

/** What is wrong with the images of a stack. */
export function imageProblems(
  images: readonly NeededImage[],
  found: ReadonlyMap<string, Observed<FoundImage>>,
): readonly Problem[] {
  return images.flatMap((image) => {
    const answer = found.get(image.address);
    return answer === undefined ? [] : (problemOf(image, answer) ?? []);
  });
}

function problemOf(image: NeededImage, answer: Observed<FoundImage>): Problem | undefined {
  const { container, address, platform } = image;
  switch (answer.kind) {
    case "unreadable":
      return {
        weight: "tell",
        reason: "PreflightIncomplete",
        message: `whether the image of ${container}, ${address}, is there could not be looked up: ${answer.failure.message}`,
        remedy: answer.failure.remedy ?? "docs/permissions.md lists what the environment's role needs.",
      };
    case "absent":
      return {
        weight: "stop",
        reason: "ImageMissing",
        message: `the image of ${container}, ${address}, is not in its repository, or the environment's account may not pull it`,
        remedy: lookCommand(address),
      };
    case "present": {
      const { platforms } = answer.value;
      if (platforms === undefined) return unknownPlatform(image);
      if (platforms.some((one) => isSame(one, platform))) return undefined;
      return {
        weight: "stop",
        reason: "ImagePlatformMismatch",
        message: `the image of ${container}, ${address}, is for ${platforms.map(told).join(", ")}; its task runs on ${told(platform)}`,
        remedy: `docker buildx build --platform ${told(platform)} --push --tag ${address.split("@")[0]} . — or set \`platform: ${told(platforms[0] ?? platform)}\` in the manifest.`,
      };
    }
  }
}

/**
 * A single image's manifest does not say which platform it is for, and its configuration may not be read with Copilot's roles. Builds make
 * `linux/amd64` unless they are told otherwise, so a task that runs on something else is where a person should look.
 */
function unknownPlatform({ container, address, platform }: NeededImage): Problem | undefined {
  if (isSame(platform, usual)) return undefined;
  return {
    weight: "tell",
    reason: "ImagePlatformUnknown",
    message: `which platform the image of ${container}, ${address}, is for is not known: it is a single image, whose manifest does not say; its task runs on ${told(platform)}`,
    remedy: `docker buildx imagetools inspect ${address} --format "{{json .Image}}" — its \`os\` and \`architecture\` should be ${told(platform)}.`,
  };
}

const usual: Platform = { os: "linux", architecture: "amd64" };

function lookCommand(address: string): string {
  const [, account = "", region = "", repository = "", reference = ""] =
    /^(\d{12})\.dkr\.ecr\.([\w-]+)\.amazonaws\.com(?:\.cn)?\/([^@:]+)[:@](.*)$/.exec(address) ?? [];
  const id = reference.startsWith("sha256:") ? `imageDigest=${reference}` : `imageTag=${reference}`;
  return `aws ecr describe-images --region ${region} --registry-id ${account} --repository-name ${repository} --image-ids ${id}`;
}

function isSame(one: Platform, other: Platform): boolean {
  return one.os === other.os && one.architecture === other.architecture;
}

function told({ os, architecture }: Platform): string {
  return `${os}/${architecture}`;
}
