import type { Story } from '../story.ts';
import { creating } from './creating.ts';

/** All stories; the soak takes them in this order. */
export const STORIES: readonly Story[] = [...creating];
