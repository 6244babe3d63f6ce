import type { FieldPath } from "../shape/field-path.ts";
import type { Report } from "../shape/report.ts";

/** CloudFront takes certificates of this region only. */
const certificateRegion = "us-east-1";

/** Reports a text that is no ARN. */
export function checkArn(arn: string, at: FieldPath, report: Report): void {
  if (isArn(arn)) return;
  const message = `${arn} is no ARN; it must look like arn:aws:acm:<region>:<account>:certificate/<id>.`;
  report({ code: "invalid-arn", at, message });
}

/** Reports what cannot be a certificate of a CloudFront distribution. */
export function checkCloudFrontCertificate(arn: string, at: FieldPath, report: Report): void {
  checkArn(arn, at, report);
  const region = arn.split(":")[3] ?? "";
  if (!isArn(arn) || region === certificateRegion) return;
  const message = `The certificate is of ${region || "no region"}; CloudFront takes certificates of ${certificateRegion} only.`;
  report({ code: "wrong-region", at, message });
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function isArn(text: string): boolean {
  return text.startsWith("arn:") && text.split(":").length >= 6;
}
