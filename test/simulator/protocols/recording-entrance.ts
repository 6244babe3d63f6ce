import { makeRandom } from "../../../src/simulator/kernel/random.ts";
import type { CallRequest } from "../../../src/simulator/kernel/world.ts";
import type { Entrance } from "../../../src/simulator/protocols/answer-request.ts";

/** An entrance that keeps the calls it gets and answers each with what the script says. */
export class RecordingEntrance implements Entrance {
  readonly random = makeRandom("recording");
  readonly calls: CallRequest[] = [];
  readonly #script: (request: CallRequest) => Promise<Record<string, unknown>>;

  constructor(script: (request: CallRequest) => Promise<Record<string, unknown>>) {
    this.#script = script;
  }

  call(request: CallRequest): Promise<Record<string, unknown>> {
    this.calls.push(request);
    return this.#script(request);
  }
}
