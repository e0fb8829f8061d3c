// One dependency, fetched by the rack while it builds.
import { Hono } from "@hono/hono";

const app = new Hono();

app.get("/", (context) => context.text("Hello from Deno!\n"));

const server = Deno.serve({ port: Number(Deno.env.get("PORT") ?? 3000) }, app.fetch);

Deno.addSignalListener("SIGTERM", () => server.shutdown());
