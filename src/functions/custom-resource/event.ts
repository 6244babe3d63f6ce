/**
 * What CloudFormation sends to a custom resource's function.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
 */
export interface CustomResourceEvent {
  readonly RequestType: "Create" | "Update" | "Delete";
  readonly RequestId: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly ResourceType: string;
  /** A presigned address: whoever knows it can answer for this resource, so it is never logged. */
  readonly ResponseURL: string;
  /** Absent on Create. */
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: ResourceProperties;
  /** Present on Update. */
  readonly OldResourceProperties?: ResourceProperties;
}

/** Properties as they stand in the template; CloudFormation turns every number and boolean into text on the way. */
export type ResourceProperties = Readonly<Record<string, unknown>>;

/** What `Fn::GetAtt` on the custom resource can read. */
export type Attributes = Readonly<Record<string, string | number | readonly string[]>>;

/**
 * The answer that CloudFormation waits for; at most 4,096 bytes of JSON.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export interface CustomResourceResponse {
  readonly Status: "SUCCESS" | "FAILED";
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly Data?: Attributes;
}

/** What Lambda tells a function about its own run. */
export interface LambdaContext {
  readonly logGroupName: string;
  readonly logStreamName: string;
  getRemainingTimeInMillis(): number;
}
