import type { Json, JsonMap } from "../../src/domain/template.ts";
import type { Area, Backend, Clients } from "./backend.ts";
import { NoAnswer } from "./no-answer.ts";

/** What a case has at hand. */
export interface Stage extends Clients {
  readonly backend: Backend;
  readonly region: string;
  readonly account: string;
  /** A name that no other case uses. */
  readonly name: string;
}

/** One thing that AWS does and that Autoland, or a test of it, relies on. */
export interface ContractCase {
  readonly id: string;
  readonly area: Area;
  /** A sentence: what AWS does. */
  readonly title: string;
  /** Does it, and tells what was seen, free of names and times that differ from run to run. */
  readonly observe: (stage: Stage) => Promise<Json>;
  /** What is seen on AWS. */
  readonly onAws: Json;
  /** The page of AWS that says so. */
  readonly page: string;
}

/** The fault that a call ends in, as data; `{ fault: "none" }` for one that ends well. Anything that is no answer is told apart. */
export async function faultOf(call: Promise<unknown>): Promise<JsonMap> {
  try {
    await call;
    return { fault: "none" };
  } catch (error) {
    if (error instanceof NoAnswer) return { noAnswer: error.status };
    if (error instanceof Error && isServiceFault(error)) return { fault: error.name };
    throw error;
  }
}

/** The same with the message, for faults that are told apart by their words. */
export async function wordsOf(call: Promise<unknown>): Promise<JsonMap> {
  try {
    await call;
    return { fault: "none" };
  } catch (error) {
    if (error instanceof NoAnswer) return { noAnswer: error.status };
    if (error instanceof Error && isServiceFault(error)) return { fault: error.name, message: error.message };
    throw error;
  }
}

/** The SDK names what it could not read `Error`; AWS never does. */
function isServiceFault(error: Error): boolean {
  return "$fault" in error && error.name !== "Error" && error.name !== "UnknownError";
}
