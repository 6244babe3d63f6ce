import { RenderRefusal } from "../refusal.ts";

/**
 * App Runner's word for where an image is; empty text while there is no image yet. App Runner pulls from ECR and
 * public ECR only, so anything else is refused.
 */
export function repositoryType(image: string): "ECR" | "ECR_PUBLIC" | "" {
  if (image === "") return "";
  if (/^\d{12}\.dkr\.ecr\.[^.]+\.amazonaws\.com\//.test(image)) return "ECR";
  if (image.startsWith("public.ecr.aws/")) return "ECR_PUBLIC";
  throw new RenderRefusal({
    code: "image-not-in-ecr",
    field: "image.location",
    message: `The image "${image}" is not in Amazon ECR, and App Runner pulls from nowhere else.`,
    remedy: "Copy the image to Amazon ECR (private or public.ecr.aws) and name it there.",
  });
}
