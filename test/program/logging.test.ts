import { expect, test } from "vitest";
import { makeLogger } from "../../src/program/logging.ts";

function logged(...fields: readonly object[]): string {
  const lines: string[] = [];
  const log = makeLogger({ level: "info", style: "json", write: (text) => lines.push(text) });
  for (const item of fields) log.error(item, "sync failed");
  return lines.join("");
}

/** As HTTP clients make them: the request and the answer hang on the error, with all of their headers. */
function clientError(cause?: unknown): Error {
  const headers = { authorization: "token hunter2", "x-amz-security-token": "hunter2" };
  const error = new Error("not authorized", cause === undefined ? {} : { cause });
  return Object.assign(error, {
    name: "AccessDenied",
    request: { headers, body: "hunter2" },
    response: { headers: { "set-cookie": "hunter2" }, data: "hunter2" },
    config: { secretAccessKey: "hunter2" },
    $response: { headers },
  });
}

test("an error is told with name, message and stack, and nothing of what clients hang on it", () => {
  const text = logged({ error: clientError() });
  expect(text).toContain("not authorized");
  expect(JSON.parse(text)).toMatchObject({ error: { type: "AccessDenied", stack: expect.any(String) } });
  expect(text).not.toContain("hunter2");
});

test("neither of what hangs on the cause, or on the cause of that", () => {
  const text = logged({ error: new Error("outer", { cause: clientError(clientError()) }) });
  expect(JSON.parse(text)).toMatchObject({ error: { cause: { cause: { message: "not authorized" } } } });
  expect(text).not.toContain("hunter2");
});

test("causes that go in circles end", () => {
  const error = new Error("round");
  error.cause = error;
  expect(logged({ error }).split("round").length).toBeLessThan(30);
});

test("credentials that somebody logs by mistake are redacted", () => {
  const credentials = { accessKeyId: "a", secretAccessKey: "hunter2", sessionToken: "hunter2" };
  expect(logged({ credentials }, { session: credentials }, { session: { credentials } })).not.toContain(
    "hunter2",
  );
});
