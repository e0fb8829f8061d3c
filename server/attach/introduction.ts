import type { WebSocket } from 'ws';
import { isProof, newNonce, proofOf } from '../../wire/attach/proof.ts';
import { nextWords } from '../../wire/attach/words.ts';

/** Milliseconds in which an agent must show that it has the key. */
const PROVE_WITHIN = 10_000;

/** Resolves when the other side has shown that it is an agent of this rack, was shown that this is its server, and listens. */
export async function admit(socket: WebSocket, secret: string): Promise<void> {
  const signal = AbortSignal.timeout(PROVE_WITHIN);
  const server = newNonce();
  socket.send(JSON.stringify({ nonce: server }));
  const { nonce: agent, proof } = await nextWords(socket, signal);
  const nonces = { server, agent: String(agent) };
  if (!isProof(proof, proofOf(secret, 'agent', nonces))) throw new Error('it does not have the key of this rack');
  socket.send(JSON.stringify({ proof: proofOf(secret, 'server', nonces) }));
  await nextWords(socket, signal);
}
