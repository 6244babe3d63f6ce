import type { Mode } from "../../src/domain/plan.ts";
import { type CommitSha, commitSha } from "../../src/domain/revision.ts";
import type { StackRecord } from "../../src/simulator/cloudformation/state.ts";
import type { CallRecord } from "../../src/simulator/kernel/call-log.ts";
import { isRead } from "../../src/simulator/kernel/invoker.ts";
import type { Shop, ShopEnvironmentName } from "../support/shop.ts";
import type { ShopBranch } from "./moves.ts";
import { dataIn, markIn, ownWaitingChangeSets, placeOf, stampIn, workloadStacks } from "./stacks-behind.ts";

/** Keeps watch over a shop: the laws are checked at every execution of a change set and after every pass. */
export interface Law {
  readonly firstCommit: CommitSha;
  /** What was broken, one sentence each. */
  readonly broken: readonly string[];
  headMoved(branch: ShopBranch, head: CommitSha): void;
  /** A person has accepted that an environment's branch was rewritten to this commit. */
  accepted(environment: string, commit: CommitSha): void;
  /** Somebody else deletes a stack: what it holds goes with it, and that is not Autoland's doing. */
  deletedElsewhere(stack: string): void;
  passBegins(
    heads: ReadonlyMap<ShopBranch, CommitSha>,
    modes: Readonly<Record<ShopEnvironmentName, Mode>>,
  ): void;
  passEnds(how: "completed" | "killed"): void;
}

/** Which branch feeds an environment. */
function feederOf(environment: string): ShopBranch {
  return environment === "develop" ? "develop" : "release";
}

/** Starts watching; the shop is as it was left by the last pass. */
export function watchLaws(shop: Shop): Law {
  const { world, source } = shop;
  const firstCommit = source.head("develop");
  const broken: string[] = [];
  const heads: Record<ShopBranch, Set<CommitSha>> = {
    develop: new Set([firstCommit]),
    release: new Set([firstCommit]),
  };
  const data = new Map<string, string>();
  const deletedElsewhere = new Set<string>();
  const leftByTheKilled = new Set<string>();
  const stoodInStaging = new Set<string>();
  const acceptances: { readonly environment: string; readonly commit: CommitSha }[] = [];
  let pass: {
    readonly heads: ReadonlyMap<ShopBranch, CommitSha>;
    readonly modes: Readonly<Record<ShopEnvironmentName, Mode>>;
    readonly calls: number;
  } = {
    heads: new Map(),
    modes: { develop: "look", staging: "look", production: "look" },
    calls: 0,
  };
  rememberData();
  rememberStaging();

  world.intercept({
    before: (context, action, input) => {
      if (action !== "ExecuteChangeSet" || context.via !== undefined) return;
      const stack = workloadStacks(world).find(
        ({ name, account }) => name === input["StackName"] && account === context.account,
      );
      const changeSet = [...(stack?.changeSets.values() ?? [])].find(
        ({ name }) => name === input["ChangeSetName"],
      );
      if (stack === undefined || changeSet === undefined) return;
      checkExecution(stack, changeSet.revision.body, changeSet.executionStatus === "AVAILABLE");
    },
  });

  function checkExecution(stack: StackRecord, body: string, isFirst: boolean): void {
    const place = placeOf(stack);
    if (place === undefined || !isFirst) return;
    if (stack.operation !== undefined)
      broken.push(`${stack.name} was to be changed while it was ${stack.status}`);
    checkDescent(stack, body, place.environment);
    const [mark, before] = [
      markIn(body),
      stack.current === undefined ? undefined : markIn(stack.current.body),
    ];
    if (mark === before) return;
    if (place.environment === "production") return checkStagingFirst(place.workload, mark);
    const head = pass.heads.get(feederOf(place.environment));
    const wanted = head === undefined ? undefined : markAt(head, place.workload);
    if (mark !== wanted)
      broken.push(
        `${stack.name} was given mark ${mark}, but the head of ${feederOf(place.environment)} says ${wanted}`,
      );
  }

  /** What a stack is changed to descends from what it was, unless a person has accepted a rewritten branch. */
  function checkDescent(stack: StackRecord, body: string, environment: string): void {
    const next = stampIn(body)?.commit;
    const last = stack.current === undefined ? undefined : stampIn(stack.current.body)?.commit;
    if (next === undefined || last === undefined) return;
    const from = [
      last,
      ...acceptances.filter((item) => item.environment === environment).map(({ commit }) => commit),
    ];
    if (!from.some((commit) => source.descends(commitSha(next), commitSha(commit))))
      broken.push(
        `${stack.name} was changed from ${last} to ${next}, which does not descend from it, and nobody accepted that`,
      );
  }

  /** Production takes what a head of release said and what has stood in staging: the newest of it or, while that waits, an older one. */
  function checkStagingFirst(workload: string, mark: string): void {
    if (![...heads.release].some((commit) => markAt(commit, workload) === mark))
      broken.push(`production/${workload} was given mark ${mark}, which no head of release says`);
    if (!stoodInStaging.has(`${workload} ${mark}`))
      broken.push(`production/${workload} was given mark ${mark}, which never stood in staging`);
  }

  function rememberStaging(): void {
    for (const stack of workloadStacks(world)) {
      const place = placeOf(stack);
      if (place?.environment !== "staging" || stack.operation !== undefined || stack.current === undefined)
        continue;
      stoodInStaging.add(`${place.workload} ${markIn(stack.current.body)}`);
    }
  }

  /** What the commit's manifest says, read past every adapter. */
  function markAt(commit: CommitSha, workload: string): string | undefined {
    const text = source.textAt(commit, `copilot/${workload}/manifest.yml`);
    return text === undefined ? undefined : (/^ {2}MARK: (\w+)$/m.exec(text)?.[1] ?? "");
  }

  function rememberData(): void {
    for (const stack of workloadStacks(world)) {
      if (!["CREATE_COMPLETE", "UPDATE_COMPLETE"].includes(stack.status)) continue;
      if (deletedElsewhere.has(stack.id)) continue;
      for (const [id, physical] of dataIn(stack)) data.set(`${stack.id} ${id}`, physical);
    }
  }

  function checkData(): void {
    const now = new Map<string, string>(
      workloadStacks(world).flatMap((stack) =>
        [...dataIn(stack)].map(([id, physical]) => [`${stack.id} ${id}`, physical] as const),
      ),
    );
    for (const [key, physical] of data) {
      if (now.get(key) !== physical)
        broken.push(`${key} held data as ${physical} and is now ${now.get(key)}`);
    }
    rememberData();
  }

  function checkStamps(): void {
    for (const stack of workloadStacks(world)) {
      const place = placeOf(stack);
      const stamp = stack.current === undefined ? undefined : stampIn(stack.current.body);
      if (place === undefined || stamp === undefined) continue;
      const feeder = feederOf(place.environment);
      const known: ReadonlySet<string> = heads[feeder];
      if (stamp.branch !== feeder || !known.has(stamp.commit))
        broken.push(
          `${stack.name} bears ${stamp.branch}@${stamp.commit}, which was never the head of ${feeder}`,
        );
    }
  }

  function checkLookOnly(): void {
    for (const record of world.log.records.slice(pass.calls)) {
      const environment = writtenEnvironment(record);
      if (environment !== undefined && pass.modes[environment] === "look")
        broken.push(`${record.service}:${record.action} was called for ${environment}, which is in look`);
    }
  }

  /** Shells and change sets that wait for nobody, by id, as they can be told. */
  function leftovers(): ReadonlyMap<string, string> {
    return new Map(
      workloadStacks(world).flatMap((stack) => [
        ...(stack.status === "REVIEW_IN_PROGRESS" ? [[stack.id, `the shell of ${stack.name}`] as const] : []),
        ...ownWaitingChangeSets(stack).map(
          ({ id, name, status, executionStatus }) =>
            [
              id,
              `change set ${name} (${status}, ${executionStatus}) of ${stack.name} (${stack.status})`,
            ] as const,
        ),
      ]),
    );
  }

  return {
    firstCommit,
    broken,
    headMoved: (branch, head) => void heads[branch].add(head),
    deletedElsewhere: (stack) => {
      deletedElsewhere.add(stack);
      for (const key of data.keys()) if (key.startsWith(`${stack} `)) data.delete(key);
    },
    accepted: (environment, commit) => void acceptances.push({ environment, commit }),
    passBegins: (found, modes) => {
      const calls = world.log.records.length;
      pass = { heads: found, modes: { ...modes }, calls };
    },
    passEnds: (how) => {
      rememberStaging();
      checkStamps();
      checkData();
      checkLookOnly();
      for (const [id, told] of leftovers()) {
        if (how === "killed") leftByTheKilled.add(id);
        else if (!leftByTheKilled.has(id)) broken.push(`${told} was left behind by a completed pass`);
      }
    },
  };
}

/** The environment that Autoland's call changes something in; undefined for looks, and for what others do. */
function writtenEnvironment({ action, via, principal, input }: CallRecord): ShopEnvironmentName | undefined {
  if (via !== undefined || isRead(action) || action === "AssumeRole") return undefined;
  const role = /assumed-role\/shop-(develop|staging|production)-EnvManagerRole\/autoland/.exec(
    principal,
  )?.[1];
  const record = /\/autoland\/shop\/(?:releases|current\/[a-z-]+)\/(develop|staging|production)\b/.exec(
    JSON.stringify(input) ?? "",
  )?.[1];
  const named = role ?? record;
  return named === "develop" || named === "staging" || named === "production" ? named : undefined;
}
