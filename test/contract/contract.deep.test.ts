import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pythonNeeds } from "../python/python-tools.ts";
import type { Area, Backend, BackendName } from "./backend.ts";
import { changeSetCases } from "./cases/change-set-cases.ts";
import { customResourceCases } from "./cases/custom-resource-cases.ts";
import { ecrCases } from "./cases/ecr-cases.ts";
import { exportCases } from "./cases/export-cases.ts";
import { nestedStackCases } from "./cases/nested-stack-cases.ts";
import { rollbackCases } from "./cases/rollback-cases.ts";
import { s3Cases } from "./cases/s3-cases.ts";
import { sqsCases } from "./cases/sqs-cases.ts";
import { ssmCases } from "./cases/ssm-cases.ts";
import { stsCases } from "./cases/sts-cases.ts";
import type { ContractCase } from "./contract-case.ts";
import { miniStack, moto } from "./emulators.ts";
import { knownDifferences } from "./known-differences.ts";
import { simulatedInProcess, simulatedOverHttp } from "./simulated-backends.ts";

const serviceCases = [...ssmCases, ...stsCases, ...s3Cases, ...ecrCases, ...sqsCases];
const stackCases = [
  ...changeSetCases,
  ...rollbackCases,
  ...exportCases,
  ...nestedStackCases,
  ...customResourceCases,
];

interface Subject {
  readonly name: BackendName;
  readonly open: () => Promise<Backend>;
  readonly cases: readonly ContractCase[];
  /** The least number of cases of an area that agree with AWS; with fewer it is no second opinion. */
  readonly least: Partial<Record<Area, number>>;
  readonly needs: { readonly missing: boolean; readonly because: string };
}

const nothing = { missing: false, because: "" };
const everything = [...serviceCases, ...stackCases];

const subjects: readonly Subject[] = [
  {
    name: "simulated AWS in process",
    open: simulatedInProcess,
    cases: everything,
    least: all(),
    needs: nothing,
  },
  {
    name: "simulated AWS over HTTP",
    open: simulatedOverHttp,
    cases: everything,
    least: all(),
    needs: nothing,
  },
  {
    name: "MiniStack",
    open: miniStack,
    cases: everything,
    least: { SQS: 4, "change sets": 6, rollback: 2, exports: 3, "nested stacks": 2, "custom resources": 3 },
    needs: pythonNeeds("ministack"),
  },
  {
    name: "moto",
    open: moto,
    cases: serviceCases,
    least: { SSM: 6, STS: 2, S3: 5, ECR: 3, SQS: 4 },
    needs: pythonNeeds("moto_server"),
  },
];

for (const { name, open, cases, needs } of subjects) {
  // One test by name stands for all cases of a backend that is not there.
  if (needs.missing)
    test.skip(`${name} answers as AWS does in ${cases.length} cases${needs.because}`, () => {});
  else describeBackend({ name, open, cases });
}

function describeBackend({ name, open, cases }: Pick<Subject, "name" | "open" | "cases">): void {
  describe(name, () => {
    let backend: Backend;
    beforeAll(async () => {
      backend = await open();
    }, 90_000);
    afterAll(() => backend.close());

    test.each(cases)("$area: $title ($id)", async (contractCase) => {
      const seen = await backend.run(contractCase.observe(stageOf(backend, contractCase.id)));
      const known = knownDifferences.find(({ backend: of, id }) => of === name && id === contractCase.id);
      expect(seen).toEqual(known === undefined ? contractCase.onAws : known.does);
    });
  });
}

test.each(subjects)("$name agrees with AWS in enough cases of each area", ({ name, cases, least }) => {
  const differing = new Set(knownDifferences.filter(({ backend }) => backend === name).map(({ id }) => id));
  const agreeing = cases.filter(({ id }) => !differing.has(id));
  for (const [area, number] of Object.entries(least)) {
    expect(agreeing.filter((one) => one.area === area).length, area).toBeGreaterThanOrEqual(number);
  }
});

test("the simulated AWS has no known difference from AWS", () => {
  expect(knownDifferences.filter(({ backend }) => backend.startsWith("simulated"))).toEqual([]);
});

test("every known difference is of a case that is run there, and differs", () => {
  const strange = knownDifferences.filter(({ backend, id, does }) => {
    const found = subjects.find(({ name }) => name === backend)?.cases.find((one) => one.id === id);
    return found === undefined || JSON.stringify(found.onAws) === JSON.stringify(does);
  });
  expect(strange).toEqual([]);
});

test("ids of cases are unique", () => {
  const ids = everything.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

function stageOf(backend: Backend, id: string): Parameters<ContractCase["observe"]>[0] {
  const { account, region } = backend;
  return { ...backend.clientsOf(account), backend, account, region, name: `contract-${id}` };
}

/** The simulated AWS agrees in every case. */
function all(): Partial<Record<Area, number>> {
  return Object.fromEntries(
    Map.groupBy(everything, ({ area }) => area)
      .entries()
      .map(([area, of]) => [area, of.length]),
  );
}
