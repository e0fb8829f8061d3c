import type WebSocket from 'ws';
import { isProof, newNonce, proofOf } from '../../wire/attach/proof.ts';
import { nextWords } from '../../wire/attach/words.ts';

/** Milliseconds in which the server must show that it has the key. */
const PROVE_WITHIN = 10_000;

/** Shows the server that this agent has the rack's key, once the server has shown it; rejects where it does not. */
export async function introduce(socket: WebSocket, secret: string): Promise<void> {
  const signal = AbortSignal.timeout(PROVE_WITHIN);
  socket.on('error', () => {});
  const server = (await nextWords(socket, signal)).nonce;
  if (typeof server !== 'string') throw new Error('the server does not introduce itself');
  const nonces = { server, agent: newNonce() };
  socket.send(JSON.stringify({ nonce: nonces.agent, proof: proofOf(secret, 'agent', nonces) }));
  const { proof } = await nextWords(socket, signal);
  if (!isProof(proof, proofOf(secret, 'server', nonces)))
    throw new Error('the server does not have the key of this rack');
}
