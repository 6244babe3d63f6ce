import { queryErrors } from "../../kernel/error-style.ts";
import { operation, type Operation, type OperationModel, type ServiceModel } from "../../kernel/service.ts";
import { getChange } from "./change-state.ts";
import { plainId, zonePermission } from "./find-zone.ts";
import { changeResourceRecordSets, listResourceRecordSets } from "./record-operations.ts";
import * as zone from "./zone-operations.ts";

/** Route 53: hosted zones, their records, and what public DNS then answers. Zones belong to accounts, not to regions. */
export const route53Service: ServiceModel = {
  name: "route-53",
  iamPrefix: "route53",
  errors: queryErrors,
  operations: {
    CreateHostedZone: operation(zone.createHostedZone),
    GetHostedZone: byId("GetHostedZone", zone.getHostedZone),
    DeleteHostedZone: byId("DeleteHostedZone", zone.deleteHostedZone),
    UpdateHostedZoneComment: byId("UpdateHostedZoneComment", zone.updateHostedZoneComment),
    ListHostedZones: operation(zone.listHostedZones),
    ListHostedZonesByName: operation(zone.listHostedZonesByName),
    ChangeResourceRecordSets: operation(changeResourceRecordSets, (context, { HostedZoneId }) =>
      zonePermission(context, "ChangeResourceRecordSets", HostedZoneId),
    ),
    ListResourceRecordSets: operation(listResourceRecordSets, (context, { HostedZoneId }) =>
      zonePermission(context, "ListResourceRecordSets", HostedZoneId),
    ),
    GetChange: operation(getChange, ({ partition }, { Id }) => [
      { action: "route53:GetChange", resource: `arn:${partition}:route53:::change/${plainId(Id)}` },
    ]),
    ChangeTagsForResource: operation(zone.changeTagsForResource, (context, { ResourceId }) =>
      zonePermission(context, "ChangeTagsForResource", ResourceId),
    ),
    ListTagsForResource: operation(zone.listTagsForResource, (context, { ResourceId }) =>
      zonePermission(context, "ListTagsForResource", ResourceId),
    ),
  },
};

function byId<Input extends { readonly Id?: string | undefined }>(
  action: string,
  run: Operation<Input>,
): OperationModel {
  return operation(run, (context, { Id }) => zonePermission(context, action, Id));
}
