/** The manifest of a service that needs no build, so that a commit alone brings it. Tests mark it by its variable. */
export const extraManifest = `name: extra
type: Backend Service

image:
  location: public.ecr.aws/docker/library/busybox:1.37

cpu: 256
memory: 512
count: 1

variables:
  LOG_LEVEL: info
`;
