import type { Story } from '../story.ts';
import { building } from './building.ts';
import { creating } from './creating.ts';
import { deleting } from './deleting.ts';
import { runningStories } from './running.ts';
import { updating } from './updating.ts';

/** All stories; the soak takes them in this order. */
export const STORIES: readonly Story[] = [...creating, ...updating, ...deleting, ...building, ...runningStories];
