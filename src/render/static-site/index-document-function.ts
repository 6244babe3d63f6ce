/**
 * Code of the CloudFront function before a site (runtime cloudfront-js-1.0): a path that ends in a slash gets
 * `index.html`, one without a dot gets `/index.html`, and any other is a file's.
 */
export const indexDocumentFunction = `function handler(event) {
  var request = event.request;
  var path = request.uri;
  if (path.charAt(path.length - 1) === "/") {
    request.uri = path + "index.html";
  } else if (path.indexOf(".") === -1) {
    request.uri = path + "/index.html";
  }
  return request;
}
`;
