import type { Provisioner, ProvisionRequest } from "../../cloudformation/provision.ts";
import { byCalls, callAs, tagsOf } from "../provision-by-calls.ts";
import { tagList } from "../tags.ts";

/** Repositories as stacks make them. */
export const ecrProvisioners: Readonly<Record<string, Provisioner>> = {
  "AWS::ECR::Repository": byCalls({
    make: (request, identity) => {
      callAs(request, "ecr", "CreateRepository", {
        repositoryName: identity.physicalId,
        imageTagMutability: request.properties["ImageTagMutability"],
        tags: tagList(tagsOf(request)),
      });
      return identity;
    },
    furnish: (request, repositoryName) => {
      const policy = request.properties["RepositoryPolicyText"];
      if (policy !== undefined) {
        const policyText = typeof policy === "string" ? policy : JSON.stringify(policy);
        callAs(request, "ecr", "SetRepositoryPolicy", { repositoryName, policyText });
      }
      if (request.verb === "update") {
        callAs(request, "ecr", "TagResource", {
          resourceArn: request.live?.attributes["Arn"],
          tags: tagList(tagsOf(request)),
        });
      }
    },
    remove: (request, repositoryName) => {
      callAs(request, "ecr", "DeleteRepository", { repositoryName, force: emptiesOnDelete(request) });
    },
  }),
};

function emptiesOnDelete({ properties }: ProvisionRequest): boolean {
  const value = properties["EmptyOnDelete"];
  return value === true || value === "true";
}
