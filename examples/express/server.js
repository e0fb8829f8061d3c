// One dependency, installed by the rack while it builds.
const express = require('express');

const { PORT = 3000 } = process.env;

const app = express();

app.use((request, _response, next) => {
  console.log(`${request.method} ${request.url}`);
  next();
});

app.get('/', (_request, response) => response.type('text').send('Hello from Express!\n'));

const server = app.listen(PORT, () => console.log(`listening on ${PORT}`));

process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
