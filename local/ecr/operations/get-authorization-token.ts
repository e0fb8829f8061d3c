import { notNow } from '../../endpoint/unavailable.ts';
import type { EcrOperation } from '../ecr.ts';

/** While another program holds the registry's port nobody gets a password: Docker would show it to that program. */
export const getAuthorizationToken: EcrOperation =
  ({ tokens, config, obstacle }) =>
  () => {
    const reason = obstacle();
    if (reason !== undefined) throw notNow(reason);
    const { password, expiresAt } = tokens.issue();
    const authorizationToken = Buffer.from(`AWS:${password}`).toString('base64');
    const proxyEndpoint = `http://127.0.0.1:${config.registryPort}`;
    return { authorizationData: [{ authorizationToken, expiresAt, proxyEndpoint }] };
  };
