import type { EcrOperation } from '../ecr.ts';

export const getAuthorizationToken: EcrOperation =
  ({ tokens, config }) =>
  () => {
    const { password, expiresAt } = tokens.issue();
    const authorizationToken = Buffer.from(`AWS:${password}`).toString('base64');
    const proxyEndpoint = `http://127.0.0.1:${config.registryPort}`;
    return { authorizationData: [{ authorizationToken, expiresAt, proxyEndpoint }] };
  };
