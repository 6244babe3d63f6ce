import type { Provisioner, ProvisionRequest } from "../../cloudformation/provision.ts";
import { asRecord } from "../../protocols/record.ts";
import { byCalls, callAs } from "../provision-by-calls.ts";

/** Parameters as stacks make them. Their tags are a map, unlike everybody else's. */
export const ssmProvisioners: Readonly<Record<string, Provisioner>> = {
  "AWS::SSM::Parameter": byCalls({
    make: (request, identity) => {
      const tags = { ...request.tags, ...asRecord(request.properties["Tags"]) };
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value: String(Value) }));
      put(request, identity.physicalId, { Tags });
      return identity;
    },
    furnish: (request, name) => {
      if (request.verb === "update") put(request, name, { Overwrite: true });
    },
    remove: (request, Name) => {
      callAs(request, "ssm", "DeleteParameter", { Name });
    },
  }),
};

function put(request: ProvisionRequest, Name: string, more: object): void {
  const { Type = "String", Value, Description, Tier } = asRecord(request.properties);
  callAs(request, "ssm", "PutParameter", { Name, Type, Value, Description, Tier, ...more });
}
