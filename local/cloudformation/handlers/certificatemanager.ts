import type { HandlerTable } from './handler.ts';
import { neverMade } from './never-made.ts';

/** AWS::CertificateManager::*. */
export const certificateManagerHandlers: HandlerTable = {
  'AWS::CertificateManager::Certificate': neverMade(
    'nobody can prove to this machine whose a domain is. Import a certificate and give its ARN.',
  ),
};
