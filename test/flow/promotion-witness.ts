import pino from "pino";
import type { Report } from "../../src/domain/report.ts";
import { reportJson } from "../../src/report/plan-json.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import { noCoverage } from "../simulate/coverage.ts";
import { type EvidenceWithoutTime, Witness } from "../simulate/witness.ts";
import type { Shop } from "../support/shop.ts";
import type { Evidence } from "../support/statements/evidence.ts";
import { breachesIn, statements } from "../support/statements/statements.ts";
import type { ProcessWatch } from "./fresh-adapters.ts";

/** The one process of a history: it is started anew at every pass, and is the same for whoever watches from outside. */
const name = "autoland";

/** Sees a history of promotion from outside and holds the ten statements against all that has happened. */
export class PromotionWitness {
  readonly #witness: Witness;
  readonly #shop: Shop;
  #isPassing = false;

  constructor(shop: Shop, subject: Subject) {
    this.#shop = shop;
    shop.world.intercept({
      before: ({ via, requestId }) => {
        if (this.#isPassing && via === undefined) this.#witness.asked(name, requestId);
      },
    });
    this.#witness = new Witness(shop.world, noCoverage());
    const accounts = { develop: "222222222222", staging: "333333333333", production: "333333333333" };
    this.write({
      kind: "started",
      process: name,
      rules: subject.environments.map(({ environment, mode, after }) => ({
        application: "shop",
        environment,
        mode,
        branch: environment === "develop" ? "develop" : "release",
        account: accounts[environment as keyof typeof accounts],
        prunes: false,
        mayBeLost: [],
        ...(after === undefined ? {} : { after }),
      })),
    });
    for (const branch of ["develop", "release"]) this.headMoved(branch);
  }

  write(...items: readonly EvidenceWithoutTime[]): void {
    this.#witness.write(...items);
  }

  headMoved(branch: string): void {
    const { source } = this.#shop;
    const commit = source.head(branch);
    const marks = ["api", "worker", "daily-batch"].map((workload) => {
      const text = source.textAt(commit, `copilot/${workload}/manifest.yml`) ?? "";
      return [workload, /^ {2}MARK: (\w+)$/m.exec(text)?.[1] ?? ""] as const;
    });
    this.write({ kind: "head-moved", application: "shop", branch, commit, marks: Object.fromEntries(marks) });
  }

  /** What a process that passes is watched by. */
  watch(): ProcessWatch {
    const write = (line: string): void => this.#witness.logged(name, line);
    return {
      answered: (action, output) => this.#witness.answered(name, action, output),
      log: pino({ level: "info" }, { write }),
      tell: (happening) => this.#witness.told(name, happening),
    };
  }

  async during<T>(pass: () => Promise<T>): Promise<T> {
    this.#isPassing = true;
    try {
      return await pass();
    } finally {
      this.#isPassing = false;
    }
  }

  reported(report: Report): void {
    const text = JSON.stringify(reportJson(report));
    this.write({ kind: "said", process: name, where: "report", text });
  }

  /** What breaks one of the ten statements so far, each by its number and its own words. */
  breaches(): readonly string[] {
    return breachesIn(this.#witness.evidence).map(({ statement, at, seen }) => {
      const says = statements.find(({ number }) => number === statement)?.says ?? "";
      return `statement ${statement} (${says}) at ${at.toISOString()}: ${seen}`;
    });
  }

  /** How often there was something to hold each statement against. */
  occasions(): Readonly<Record<string, number>> {
    const count = (matches: (item: Evidence) => boolean): number =>
      this.#witness.evidence.filter(matches).length;
    const called = (...actions: readonly string[]): number =>
      count((item) => item.kind === "called" && actions.includes(item.action));
    return {
      executed: called("ExecuteChangeSet"),
      looked: count(({ kind }) => kind === "looked"),
      silent: count(({ kind }) => kind === "account-silent"),
      secrets: count(({ kind }) => kind === "secret"),
      said: count(({ kind }) => kind === "said"),
      calm: count(({ kind }) => kind === "calm"),
      decided: count(({ kind }) => kind === "decided"),
    };
  }
}
