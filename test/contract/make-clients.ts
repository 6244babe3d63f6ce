import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { ECRClient } from "@aws-sdk/client-ecr";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";
import type { HttpHandler } from "@smithy/core/protocols";
import type { Clients, ContractCredentials } from "./backend.ts";
import { onlyAnswers } from "./no-answer.ts";

/** Where clients send their requests. */
export interface ClientOptions {
  readonly region: string;
  readonly credentials: ContractCredentials;
  readonly via:
    | { readonly kind: "handler"; readonly requestHandler: HttpHandler }
    | { readonly kind: "endpoint"; readonly endpoint: string };
}

/** Clients that try each call once, and tell an answer that is none from a fault of AWS. */
export function makeClients({ region, credentials, via }: ClientOptions): Clients {
  const place = via.kind === "handler" ? { requestHandler: via.requestHandler } : { endpoint: via.endpoint };
  const options = { region, credentials, maxAttempts: 1, ...place };
  const clients = {
    cloudFormation: new CloudFormationClient(options),
    ecr: new ECRClient(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
    sqs: new SQSClient({ ...options, useQueueUrlAsEndpoint: false }),
    ssm: new SSMClient(options),
    sts: new STSClient(options),
  };
  for (const { config } of Object.values(clients)) config.requestHandler = onlyAnswers(config.requestHandler);
  return clients;
}
