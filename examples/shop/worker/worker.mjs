// A real worker would receive from COPILOT_QUEUE_URI.
setInterval(() => console.log("waiting for orders"), 60_000);
