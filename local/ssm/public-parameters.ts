import { createHash } from 'node:crypto';
import type { Parameter } from './parameter.ts';

const IMAGES = ['', 'arm64/'].map(
  (architecture) => `/aws/service/ecs/optimized-ami/amazon-linux-2023/${architecture}recommended/image_id`,
);

/** The parameters that AWS itself publishes: ids of machine images. No machine is ever started from them here. */
export function publicParameters(region: string): Parameter[] {
  return IMAGES.map((name) => ({
    name,
    type: 'String',
    value: `ami-${createHash('sha256').update(`${region} ${name}`).digest('hex').slice(0, 17)}`,
    version: 1,
    modifiedAt: 0,
  }));
}
