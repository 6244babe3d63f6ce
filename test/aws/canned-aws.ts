import { HttpResponse, type HttpHandler } from "@smithy/core/protocols";
import { makeSessions, type Session } from "../../src/aws/sessions.ts";
import { systemClock } from "../../src/program/system-clock.ts";

/** What a service answers to an action: a body, with status 200 unless told otherwise. */
export type Answer = string | { readonly status: number; readonly body: string };

/** A session of a service in the Query protocol whose answers are written by the test: for what the simulated AWS never says. With `json` it answers every call with that. */
export function cannedSession(answers: Readonly<Record<string, Answer>>, json?: string): Session {
  const handler: HttpHandler = {
    metadata: { handlerProtocol: "http/1.1" },
    handle: async (request) => {
      if (json !== undefined) return { response: jsonResponse(json) };
      const action = new URLSearchParams(String(request.body)).get("Action") ?? "";
      const answer = answers[action];
      if (answer === undefined) throw new Error(`nothing was prepared for ${action}`);
      const { status, body } = typeof answer === "string" ? { status: 200, body: answer } : answer;
      const xml = status === 200 ? result(action, body) : body;
      const response = new HttpResponse({
        statusCode: status,
        headers: { "content-type": "text/xml" },
        body: new TextEncoder().encode(xml),
      });
      return { response };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy: () => undefined,
  };
  const credentials = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "none" };
  const defaults = { region: "eu-west-1", credentials, requestHandler: handler, maxAttempts: 1 };
  return makeSessions(defaults, systemClock).application("eu-west-1");
}

/** An error in CloudFormation's form. */
export function errorAnswer(code: string, message: string, status = 400): Answer {
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
  return { status, body };
}

function jsonResponse(text: string): HttpResponse {
  const headers = { "content-type": "application/x-amz-json-1.1" };
  return new HttpResponse({ statusCode: 200, headers, body: new TextEncoder().encode(text) });
}

function result(action: string, body: string): string {
  return `<${action}Response><${action}Result>${body}</${action}Result></${action}Response>`;
}
