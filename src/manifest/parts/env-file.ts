import type { FieldPath } from "../shape/field-path.ts";
import type { Report } from "../shape/report.ts";
import { text } from "../shape/scalar-shapes.ts";
import { checked } from "../shape/shape.ts";

/** A file with environment variables; ECS takes only those that end in `.env`. */
export const envFile = checked(text, checkExtension);

function checkExtension(path: string, at: FieldPath, report: Report): void {
  if (path.endsWith(".env")) return;
  report({
    code: "invalid-format",
    at,
    message: `${path} must end in .env; ECS reads no other file of variables.`,
  });
}
