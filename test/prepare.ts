/** What the tests take as given: the base image, which on a machine without any rack nobody has made yet. */
import { ensureBaseImage } from '../cli/base-image.ts';
import { openEngine } from '../cli/engine.ts';

await ensureBaseImage(openEngine(), console.log);
