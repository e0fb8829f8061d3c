// One dependency, installed by the rack while it builds.
import { Hono } from "hono";

const app = new Hono();

app.get("/", (context) => context.text("Hello from Bun!\n"));

const server = Bun.serve({ port: Number(process.env.PORT ?? 3000), fetch: app.fetch });

process.on("SIGTERM", () => server.stop());
