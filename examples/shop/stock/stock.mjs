import { createServer } from "node:http";

// A real one would look into the table that ARTICLES_NAME names.
createServer((request, response) => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ article: request.url, left: 7 }));
}).listen(8080);
