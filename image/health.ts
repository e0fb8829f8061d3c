import { askHealth } from '../lib/health.ts';

/** Asks the program that runs in this container how it is; rejects with a sentence when it is not well. */
export async function askProgram(env: NodeJS.ProcessEnv): Promise<void> {
  const { RACK_HTTP_PORT = '5443', RACK_AGENT_HTTP_PORT, RACK_TLS_CERT } = env;
  if (RACK_AGENT_HTTP_PORT) await askHealth(Number(RACK_AGENT_HTTP_PORT));
  else await askHealth(Number(RACK_HTTP_PORT), { isTls: Boolean(RACK_TLS_CERT) });
}
