import { type Cause, saying, subjectOf } from "../cause.ts";

/** Somebody deleted or stopped the service outside of its stack. */
export const serviceGone: Cause = {
  reason: "ServiceGone",
  title: "the ECS service was deleted outside of its stack",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        'Resource handler returned message: "Service was not ACTIVE. (Service: AmazonECS; Status Code: 400; Error Code: ServiceNotActiveException; Request ID: 1)" (HandlerErrorCode: GeneralServiceException)',
      source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html",
    },
  ],
  recognise: saying(
    [/Service (?:was|is) not ACTIVE|ServiceNotActive|ServiceNotFound|Service not found/i],
    (_match, sign, scene) => ({
      resource: subjectOf(sign, scene),
      message: `the ECS service of ${scene.workload ?? scene.stack} is not there any more: somebody deleted it outside of its stack`,
      remedy: `See who: aws cloudtrail lookup-events --region ${scene.region} --lookup-attributes AttributeKey=EventName,AttributeValue=DeleteService. The stack has to be deleted and made again.`,
    }),
  ),
};
