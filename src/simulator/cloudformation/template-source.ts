import type { Json, Template } from "../../domain/template.ts";
import { isTemplate, readTemplate } from "../../template/read-template.ts";
import { AwsFault, validationError } from "../kernel/aws-fault.ts";
import type { CallContext } from "../kernel/service.ts";

/** The largest template in a request, and behind a URL. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const largestBody = 51_200;
const largestObject = 1_048_576;

/** Where a request's template comes from. */
export interface TemplateInput {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly UsePreviousTemplate?: boolean | undefined;
}

/** Templates that were parsed before, by text: many stacks share one template. */
const parsed = new Map<string, Template>();

/** The text of a request's template: its body, what stands behind its URL, or the previous one. */
export function templateText(
  context: CallContext,
  input: TemplateInput,
  previous: string | undefined,
): string {
  const { TemplateBody: body, TemplateURL: url } = input;
  if (input.UsePreviousTemplate === true) {
    if (body !== undefined || url !== undefined) {
      throw validationError("You cannot specify both usePreviousTemplate and Template Body/Template URL.");
    }
    if (previous === undefined) throw validationError("Stack has no previous template to use");
    return previous;
  }
  if (body !== undefined && url !== undefined) {
    throw validationError("Only one of TemplateBody or TemplateUrl may be specified.");
  }
  if (body !== undefined) return checkedBody(body);
  if (url === undefined) {
    throw validationError("Either Template URL or Template Body must be specified.");
  }
  return fetchTemplate(context, url);
}

/** The template in a text, or CloudFormation's refusal of it. */
export function parseTemplate(text: string): Template {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const template = fromJson(text) ?? fromYaml(text);
  if (parsed.size > 500) parsed.clear();
  parsed.set(text, template);
  return template;
}

/** JSON is read as such: it is most of what programs send, and a YAML reader takes twenty times as long for it. */
function fromJson(text: string): Template | undefined {
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    const value: Json = JSON.parse(text);
    return isTemplate(value) ? value : undefined;
  } catch {
    // What is wrong is said by the reader that knows places.
    return undefined;
  }
}

function fromYaml(text: string): Template {
  const reading = readTemplate(text);
  if (reading.kind === "unreadable") {
    const { fault } = reading;
    if (fault.code === "not-a-template") throw validationError(`Template format error: ${fault.message}`);
    throw validationError(
      `Template format error: YAML not well-formed. (line ${fault.line}, column ${fault.column})`,
    );
  }
  return reading.template;
}

/** Reads a template from S3 as the caller (or the stack's role). */
export function fetchTemplate(context: CallContext, url: string): string {
  const { bucket, key } = bucketAndKey(url);
  let answer: Record<string, unknown>;
  try {
    answer = context.call({ service: "s3", action: "GetObject", input: { Bucket: bucket, Key: key } });
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    throw validationError(
      `S3 error: ${error.message}\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html`,
    );
  }
  const body = answer["Body"];
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body);
  if (Buffer.byteLength(text) > largestObject) {
    throw validationError("Template may not exceed 1000000 bytes in size.");
  }
  return text;
}

function checkedBody(body: string): string {
  if (body.length === 0) {
    throw validationError(
      "1 validation error detected: Value '' at 'templateBody' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  if (Buffer.byteLength(body) > largestBody) {
    throw validationError(
      "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
    );
  }
  return body;
}

/** Bucket and key of an S3 URL, virtual-hosted or path style. */
function bucketAndKey(url: string): { readonly bucket: string; readonly key: string } {
  const parsedUrl = URL.canParse(url) ? new URL(url) : undefined;
  const key = decodeURIComponent(parsedUrl?.pathname.slice(1) ?? "");
  const hosted = /^(.+)\.s3[.-](?:[a-z0-9-]+\.)?amazonaws\.com(?:\.cn)?$/.exec(parsedUrl?.hostname ?? "");
  if (hosted?.[1] !== undefined && key !== "") return { bucket: hosted[1], key };
  const isPathStyle = /^s3[.-](?:[a-z0-9-]+\.)?amazonaws\.com(?:\.cn)?$/.test(parsedUrl?.hostname ?? "");
  const [bucket = "", ...rest] = key.split("/");
  if (isPathStyle && rest.length > 0) return { bucket, key: rest.join("/") };
  throw validationError("TemplateURL must be a supported URL.");
}
