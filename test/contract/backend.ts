import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import type { ECRClient } from "@aws-sdk/client-ecr";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { SSMClient } from "@aws-sdk/client-ssm";
import type { STSClient } from "@aws-sdk/client-sts";

/** What the contract is run against. */
export type BackendName = "simulated AWS in process" | "simulated AWS over HTTP" | "MiniStack" | "moto";

/** A part of AWS that the contract has cases for. */
export type Area =
  | "SSM"
  | "STS"
  | "S3"
  | "ECR"
  | "SQS"
  | "change sets"
  | "rollback"
  | "exports"
  | "nested stacks"
  | "custom resources";

/** A key pair, of an account or of a session. */
export interface ContractCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The SDK clients of one caller. */
export interface Clients {
  readonly cloudFormation: CloudFormationClient;
  readonly ecr: ECRClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
}

/** Something that claims to answer as AWS does. */
export interface Backend {
  readonly name: BackendName;
  readonly region: string;
  /** The account that cases act in, and one besides. */
  readonly account: string;
  readonly otherAccount: string;
  /** Clients of an account's administrator. */
  readonly clientsOf: (account: string) => Clients;
  /** Clients with the credentials of a session. */
  readonly clientsWith: (credentials: ContractCredentials) => Clients;
  /** Lets time pass there while work that waits for it is under way. */
  readonly run: <T>(work: Promise<T>) => Promise<T>;
  /** Waits a moment between two looks at something that goes on. */
  readonly pause: () => Promise<void>;
  readonly close: () => Promise<void>;
}
