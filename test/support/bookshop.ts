import type { SeedOptions } from "../../src/simulator/seeding/seed-options.ts";

/** The account that the application was initialised in, which has two of its environments as well. */
const bookshopAccount = "111111111111";
/** The account of production. */
const productionAccount = "222222222222";

/** Files of an application of five workloads and three environments; production is in another account and region. */
export const bookshopFiles: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "copilot/.workspace": "application: books\n",
    "copilot/environments/test/manifest.yml":
      "name: test\ntype: Environment\nobservability:\n  container_insights: false\n",
    "copilot/environments/stage/manifest.yml":
      "name: stage\ntype: Environment\nhttp:\n  public:\n    access_logs: true\n",
    "copilot/environments/prod/manifest.yml":
      "name: prod\ntype: Environment\nobservability:\n  container_insights: true\nnetwork:\n  vpc:\n    flow_logs:\n      retention: 30\n",
    "copilot/web/manifest.yml": `name: web
type: Load Balanced Web Service
http:
  path: '/'
image:
  build: web/Dockerfile
  port: 80
cpu: 256
memory: 512
count: 1
environments:
  prod:
    count:
      range: 2-4
      cpu_percentage: 60
`,
    "copilot/catalog/manifest.yml": `name: catalog
type: Backend Service
image:
  build: catalog/Dockerfile
  port: 8080
cpu: 256
memory: 512
count: 1
publish:
  topics:
    - name: books
network:
  connect: true
`,
    "copilot/mailer/manifest.yml": `name: mailer
type: Worker Service
image:
  build: mailer/Dockerfile
cpu: 256
memory: 512
count: 1
subscribe:
  topics:
    - name: books
      service: catalog
`,
    "copilot/mailer/addons/bucket.yml": `Parameters:
  App: {Type: String}
  Env: {Type: String}
  Name: {Type: String}
Resources:
  Letters:
    Type: AWS::S3::Bucket
Outputs:
  LettersName:
    Value: !Ref Letters
`,
    "copilot/report/manifest.yml": `name: report
type: Scheduled Job
on:
  schedule: '@daily'
image:
  build: report/Dockerfile
cpu: 256
memory: 512
`,
    "copilot/search/manifest.yml": `name: search
type: Backend Service
image:
  location: opensearchproject/opensearch:2
  port: 9200
cpu: 512
memory: 1024
count: 1
network:
  vpc:
    placement: private
`,
  }),
);

/** The bookshop as Copilot leaves it: stage was last deployed by v1.22.1, the others by v1.34.0. */
export const bookshop: SeedOptions = {
  files: bookshopFiles,
  applicationAccount: bookshopAccount,
  region: "eu-west-1",
  copilotVersion: "v1.34.0",
  tags: { team: "books" },
  environments: [
    { name: "test", account: bookshopAccount, region: "eu-west-1" },
    { name: "stage", account: bookshopAccount, region: "eu-west-1", copilotVersion: "v1.22.1" },
    { name: "prod", account: productionAccount, region: "eu-central-1" },
  ],
};
