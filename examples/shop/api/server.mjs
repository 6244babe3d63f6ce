import { createServer } from "node:http";

createServer((request, response) => {
  response.end(request.url === "/health" ? "ok" : "shop");
}).listen(8080);
