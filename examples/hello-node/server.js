// The smallest web app: Node.js alone, a port from the environment, a line per request, an orderly end.
const { createServer } = require('node:http');

const { PORT = 3000, RACK_APP, RACK_RELEASE } = process.env;

const server = createServer((request, response) => {
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.end(`Hello from ${RACK_APP ?? 'your machine'}${RACK_RELEASE ? `, release ${RACK_RELEASE}` : ''}!\n`);
  if (!isHealthCheck(request)) console.log(`${request.method} ${request.url} ${response.statusCode}`);
});

server.listen(PORT, () => console.log(`listening on ${PORT}`));

// The load balancer asks every few seconds whether the app is well; that would fill its log.
function isHealthCheck({ headers }) {
  return headers['user-agent']?.startsWith('ELB-HealthChecker');
}

// A new release is live when the rack sends this: answer what has begun, then end.
process.on('SIGTERM', () => {
  console.log('ending');
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
