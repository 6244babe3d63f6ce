/**
 * The Lambda layer with the AWS SDK for JavaScript that the custom-domain function uses, by region: account of the
 * publisher and version of the layer (copilot-model.md 2.7, quirks).
 */
const layers: ReadonlyMap<string, readonly [account: string, version: number]> = new Map([
  ["af-south-1", ["392341123054", 7]],
  ["ap-east-1", ["118857876118", 14]],
  ["ap-northeast-1", ["249908578461", 15]],
  ["ap-northeast-2", ["296580773974", 14]],
  ["ap-northeast-3", ["961244031340", 14]],
  ["ap-south-1", ["631267018583", 14]],
  ["ap-southeast-1", ["468957933125", 14]],
  ["ap-southeast-2", ["817496625479", 14]],
  ["ca-central-1", ["778625758767", 14]],
  ["eu-central-1", ["292169987271", 14]],
  ["eu-north-1", ["642425348156", 14]],
  ["eu-south-1", ["426215560912", 7]],
  ["eu-west-1", ["399891621064", 14]],
  ["eu-west-2", ["142628438157", 14]],
  ["eu-west-3", ["959311844005", 14]],
  ["me-south-1", ["507411403535", 10]],
  ["sa-east-1", ["640010853179", 14]],
  ["us-east-1", ["668099181075", 15]],
  ["us-east-2", ["259788987135", 14]],
  ["us-west-1", ["325793726646", 15]],
  ["us-west-2", ["420165488524", 14]],
]);

/** ARN of the SDK's layer in a region; undefined where Copilot knows none. */
export function sdkLayer(region: string): string | undefined {
  const layer = layers.get(region);
  if (layer === undefined) return undefined;
  const [account, version] = layer;
  return `arn:aws:lambda:${region}:${account}:layer:AWSLambda-Node-AWS-SDK:${version}`;
}
