/**
 * Takes the chunks of an `aws-chunked` body apart: `<size in hex>[;chunk-signature=…]\r\n<data>\r\n`, ended by a chunk
 * of size 0 and trailers. SDK and command line send streams so.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
export function decodeChunkedBody(body: Uint8Array): Uint8Array {
  const source = Buffer.from(body);
  const chunks: Buffer[] = [];
  let position = 0;
  while (position < source.length) {
    const lineEnd = source.indexOf("\r\n", position);
    if (lineEnd < 0) break;
    const size = Number.parseInt(source.toString("latin1", position, lineEnd), 16);
    if (!(size > 0)) break;
    chunks.push(source.subarray(lineEnd + 2, lineEnd + 2 + size));
    position = lineEnd + 2 + size + 2;
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** Whether the headers say that the body comes in such chunks. */
export function isChunkedBody(headers: Readonly<Record<string, string>>): boolean {
  return (
    (headers["content-encoding"] ?? "").includes("aws-chunked") ||
    (headers["x-amz-content-sha256"] ?? "").startsWith("STREAMING-")
  );
}
