import type { HttpHandler, HttpResponse } from "@smithy/core/protocols";

/**
 * What came back is no answer of AWS: a web server's error page. Emulators send it for what they have not got, and nothing about
 * AWS follows from it.
 */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
  readonly status: number;

  constructor(status: number) {
    super(`the answer is a web page with status ${status}, not an answer of AWS`);
    this.status = status;
  }
}

/** What a request handler has to do here. */
interface Handler {
  readonly handle: (
    request: Parameters<HttpHandler["handle"]>[0],
    options?: Parameters<HttpHandler["handle"]>[1],
  ) => Promise<{ response: HttpResponse }>;
}

/** A request handler that rejects with `NoAnswer` where the handler below gets a web page. */
export function onlyAnswers<Given extends Handler>(handler: Given): Given {
  const handle: Handler["handle"] = async (request, options) => {
    const { response } = await handler.handle(request, options);
    const type = response.headers["content-type"] ?? "";
    // An answer to HEAD has no body, whatever type it states.
    const hasBody = request.method !== "HEAD";
    if (hasBody && response.statusCode >= 400 && type.startsWith("text/html"))
      throw new NoAnswer(response.statusCode);
    return { response };
  };
  return new Proxy(handler, {
    get: (target, key) => (key === "handle" ? handle : Reflect.get(target, key, target)),
  });
}
