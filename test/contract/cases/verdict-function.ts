import type { JsonMap } from "../../../src/domain/template.ts";

/**
 * A function behind a custom resource: it fails when its property `Verdict` says `FAILED`, and else gives the attribute
 * `Echo`: the kind of request and its property `Word`. The simulated AWS plays it (`simulated-backends.ts`).
 */
const code = `
const http = require("http");
const https = require("https");
exports.handler = (event) => new Promise((resolve, reject) => {
  const { Verdict, Word } = event.ResourceProperties;
  const failed = Verdict === "FAILED" && event.RequestType !== "Delete";
  const body = JSON.stringify({
    Status: failed ? "FAILED" : "SUCCESS",
    Reason: failed ? "the verdict is no" : "",
    PhysicalResourceId: "verdict",
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    Data: { Echo: event.RequestType + " " + Word },
  });
  const url = new URL(event.ResponseURL);
  const client = url.protocol === "https:" ? https : http;
  const headers = { "content-type": "", "content-length": Buffer.byteLength(body) };
  const request = client.request(url, { method: "PUT", headers }, (response) => {
    response.resume();
    response.on("end", resolve);
  });
  request.on("error", reject);
  request.end(body);
});
`;

/** The resources of a function and of the custom resource `Verdict` that it stands behind. */
export function verdictResources(properties: JsonMap): JsonMap {
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  return {
    FunctionRole: {
      Type: "AWS::IAM::Role",
      Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [trust] } },
    },
    Function: {
      Type: "AWS::Lambda::Function",
      Properties: {
        Code: { ZipFile: code },
        Handler: "index.handler",
        Runtime: "nodejs22.x",
        Timeout: 30,
        Role: { "Fn::GetAtt": ["FunctionRole", "Arn"] },
      },
    },
    Verdict: {
      Type: "Custom::Verdict",
      Properties: { ServiceToken: { "Fn::GetAtt": ["Function", "Arn"] }, ServiceTimeout: 60, ...properties },
    },
  };
}
