import { clientFault } from "../../kernel/aws-fault.ts";
import { parsePolicy } from "./policy-document.ts";

/** The document as it was given, once it is known to be a policy; else MalformedPolicyDocument with what is wrong. */
export function checkDocument(document: unknown): string {
  const text = typeof document === "string" ? document : JSON.stringify(document ?? "");
  try {
    parsePolicy(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw clientFault("MalformedPolicyDocumentException", error.message);
    throw error;
  }
  return text;
}
