import type { JsonMap } from "../../domain/template.ts";
import type { Principal } from "../kernel/principal.ts";
import type { World } from "../kernel/world.ts";

/**
 * The event that CloudFormation sends to the function behind a custom resource.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
 */
export interface CustomResourceEvent {
  readonly RequestType: "Create" | "Update" | "Delete";
  readonly RequestId: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  readonly ServiceToken: string;
  readonly ResponseURL: string;
  /** Absent on Create. */
  readonly PhysicalResourceId?: string;
  /** Booleans and numbers as text, as CloudFormation sends them. */
  readonly ResourceProperties: JsonMap;
  /** Present on Update. */
  readonly OldResourceProperties?: JsonMap;
}

/** What the function answers to CloudFormation's URL. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
export type CustomResourceResponse =
  | {
      readonly Status: "SUCCESS";
      readonly PhysicalResourceId?: string;
      readonly Data?: JsonMap;
      readonly Reason?: string;
    }
  | { readonly Status: "FAILED"; readonly Reason: string; readonly PhysicalResourceId?: string }
  /** The function died, or never answered: CloudFormation waits for its time-out. */
  | { readonly Status: "SILENT" };

/** One run of a function. */
export interface FunctionInvocation {
  readonly world: World;
  readonly event: CustomResourceEvent;
  /** The Lambda function, as the template made it. */
  readonly function: {
    readonly arn: string;
    readonly name: string;
    readonly handler: string;
    readonly runtime: string;
    readonly roleArn: string;
    readonly properties: JsonMap;
  };
  readonly account: string;
  readonly region: string;
  /** A session of the function's role: its calls are authorised as this. */
  readonly principal: Principal;
  readonly logStreamName: string;
}

/** Plays the functions behind custom resources. */
export type FunctionRunner = (invocation: FunctionInvocation) => Promise<CustomResourceResponse>;
