import { createServer } from "node:http";

createServer((request, response) => {
  response.end(request.url === "/health" ? "ok" : "shop, faster");
}).listen(8080);
