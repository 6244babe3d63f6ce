import { expect, test } from "vitest";
import { type Signer, signedBy } from "../../src/aws/signed-by.ts";

const task = "arn:aws:sts::111111111111:assumed-role/autoland/task-1";
const otherTask = "arn:aws:sts::111111111111:assumed-role/autoland/task-2";
const alice = "arn:aws:iam::111111111111:user/alice";

test.each<[string, string | undefined, Signer, string | undefined]>([
  ["a decision of the command line is the principal's", undefined, { writer: alice, self: undefined }, alice],
  [
    "one of the page is the login's, when the process wrote it",
    "bob",
    { writer: task, self: task },
    "page:bob",
  ],
  ["and when an earlier task of the same role did", "bob", { writer: otherTask, self: task }, "page:bob"],
  [
    "a login that somebody else wrote into a record is not believed",
    "bob",
    { writer: alice, self: task },
    alice,
  ],
  [
    "nor one of a role whose name only begins the same",
    "bob",
    { writer: "arn:aws:sts::111111111111:assumed-role/autoland-ci/x", self: task },
    "arn:aws:sts::111111111111:assumed-role/autoland-ci/x",
  ],
  [
    "nor one of the same role in another account",
    "bob",
    { writer: task.replaceAll("1111", "2222"), self: task },
    task.replaceAll("1111", "2222"),
  ],
  ["without the writer nobody is known to have decided", "bob", { writer: undefined, self: task }, undefined],
  ["without knowing oneself it is the writer's", "bob", { writer: task, self: undefined }, task],
])("%s", (_sentence, login, signer, by) => {
  expect(signedBy(login, signer)).toEqual(by === undefined ? {} : { by });
});
