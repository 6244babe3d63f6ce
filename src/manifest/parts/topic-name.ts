import type { FieldPath } from "../shape/field-path.ts";
import type { Report } from "../shape/report.ts";

/** Reports a missing name of an SNS topic, or one with characters that SNS does not take. */
export function checkTopicName(name: string | undefined, at: FieldPath, report: Report): void {
  if (!name) {
    report({ code: "required-field-missing", at, message: "name is missing; give the topic's name." });
    return;
  }
  if (/^[a-zA-Z0-9_-]*$/.test(name)) return;
  const message = `${name} is no name for a topic; letters, digits, _ and - are allowed.`;
  report({
    code: "invalid-format",
    at,
    message,
    remedy: "For a FIFO topic leave .fifo out and say fifo: true.",
  });
}
