import { type Cause, saying, subjectOf } from "../cause.ts";

/** A bucket, repository or the like is to be deleted and still holds something. */
export const bucketNotEmpty: Cause = {
  reason: "NotEmpty",
  title: "what is to be deleted still holds something",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        'Resource handler returned message: "The bucket you tried to delete is not empty (Service: S3, Status Code: 409, Request ID: 1)" (HandlerErrorCode: GeneralServiceException)',
      source: "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html",
    },
    {
      kind: "stack-event",
      words:
        "Resource handler returned message: \"The repository with name 'shop/api' in registry with id '111111111111' cannot be deleted because it still contains images (Service: Ecr, Status Code: 400, Request ID: 1)\" (HandlerErrorCode: GeneralServiceException)",
      source: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DeleteRepository.html",
    },
  ],
  recognise: saying(
    [
      /(?:bucket|namespace|repository|cluster|group).{0,120}(?:is not empty|still contains|contains (?:services|tasks|images|instances))/is,
      /BucketNotEmpty|RepositoryNotEmpty|ClusterContains\w+/,
    ],
    (_match, sign, scene) => {
      const resource = subjectOf(sign, scene);
      return {
        resource,
        message: `${resource} is to be deleted and still holds something`,
        remedy:
          "Nothing of it is deleted here. Empty it yourself once nobody needs what it holds, or keep it with DeletionPolicy: Retain.",
      };
    },
  ),
};
