/**
 * Accounts of AWS, and of publishers whose layers and images AWS's own pages tell people to use: naming one is no sign of
 * anything. Load balancers' log delivery:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html; Lambda extensions:
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-integration-lambda-extensions.html and
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights-extension-versionsx86-64.html; Powertools:
 * https://docs.powertools.aws.dev/lambda/python/latest/; Datadog: https://docs.datadoghq.com/serverless/aws_lambda/.
 */
export const accountsOfAws: ReadonlySet<string> = new Set([
  // Load balancers, by region.
  "127311923021",
  "033677994240",
  "027434742980",
  "797873946194",
  "098369216593",
  "754344448648",
  "589379963580",
  "718504428378",
  "383597477331",
  "600734575887",
  "114774131450",
  "783225319266",
  "582318560864",
  "985666609251",
  "054676820928",
  "156460612806",
  "652711504416",
  "635631232127",
  "009996457667",
  "897822967062",
  "076674570225",
  "507241528517",
  "048591011584",
  "190560391635",
  // Lambda extensions and layers.
  "580247275435",
  "177933569100",
  "015030872274",
  "187925254637",
  "044395824272",
  "017000801446",
  "094274105915",
  "580254703321",
  "464622532012",
  "901920570463",
  "615299751070",
  // Images: App Mesh's Envoy, FireLens, X-Ray, EKS.
  "840364872350",
  "906394416424",
  "602401143452",
]);
