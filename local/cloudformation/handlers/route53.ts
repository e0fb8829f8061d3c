import type { HandlerTable } from './handler.ts';
import { neverMade } from './never-made.ts';

const dnsRecord = neverMade('there is no DNS on this machine. Leave the hosted zone empty.');

/** AWS::Route53::*. */
export const route53Handlers: HandlerTable = {
  'AWS::Route53::RecordSet': dnsRecord,
  'AWS::Route53::RecordSetGroup': dnsRecord,
};
