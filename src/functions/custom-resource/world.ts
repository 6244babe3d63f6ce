import http from "node:http";
import https from "node:https";
import type { CloudFormationClientConfig } from "@aws-sdk/client-cloudformation";

/** How every AWS client of a function is made. Region and credentials come from the environment unless given. */
export interface AwsClientConfig {
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: NonNullable<CloudFormationClientConfig["credentials"]>;
  readonly requestHandler?: NonNullable<CloudFormationClientConfig["requestHandler"]>;
  readonly maxAttempts?: number;
}

/** Time as a function sees it. */
export interface FunctionClock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Calls back once after so many milliseconds, unless cancelled by calling what it returned. */
  alarm(milliseconds: number, ring: () => void): () => void;
}

/** Everything outside a function's own code, so that tests and the simulated AWS can stand in for it. */
export interface FunctionWorld {
  readonly aws: AwsClientConfig;
  readonly clock: FunctionClock;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Writes one line to the function's log. */
  log(line: string): void;
  /** Sends a body with the method PUT and an empty content type; gives the HTTP status; rejects when nothing answered. */
  put(url: string, body: string): Promise<number>;
}

/**
 * The world inside Lambda. Eight attempts a call outlast the throttling that a deployment of many stacks at once brings
 * about; the AWS clients' own default of three does not.
 */
export function lambdaWorld(): FunctionWorld {
  return {
    aws: { maxAttempts: 8 },
    clock: {
      now: Date.now,
      sleep: (milliseconds) =>
        new Promise((resolve) => {
          setTimeout(resolve, milliseconds);
        }),
      alarm(milliseconds, ring) {
        const timer = setTimeout(ring, milliseconds);
        return () => clearTimeout(timer);
      },
    },
    environment: process.env,
    log: (line) => {
      process.stdout.write(`${line}\n`);
    },
    put: putBody,
  };
}

/**
 * A presigned address accepts only what was signed: that includes an empty content type, which `fetch` cannot send.
 * AWS's addresses are https; those of a local stand-in need not be.
 */
function putBody(url: string, body: string): Promise<number> {
  const { request } = url.startsWith("http:") ? http : https;
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "", "content-length": Buffer.byteLength(body) };
    const call = request(url, { method: "PUT", headers, timeout: 10_000 }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    call.on("timeout", () => call.destroy(new Error("no answer within 10 seconds")));
    call.on("error", reject);
    call.end(body);
  });
}
