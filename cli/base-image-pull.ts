import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { type Engine, followProgress } from './engine.ts';

/** What the base image is derived from where a Docker registry can be reached. */
const PARENT = 'debian:bookworm-slim';

/** Milliseconds in which the registry must answer; the pull itself may take as long as it takes. */
const REGISTRY_WITHIN = 8000;

export interface Recipe {
  /** The name and tag of the image. */
  name: string;
  /** The folder of this machine that holds the certificate authorities its owner added. */
  authorities: string;
  env: Record<string, string>;
  labels: Record<string, string>;
}

/** True when the registry of Docker Official Images answers. */
export async function canPull(engine: Engine): Promise<boolean> {
  try {
    await engine.getImage(PARENT).distribution({ abortSignal: AbortSignal.timeout(REGISTRY_WITHIN) } as never);
    return true;
  } catch {
    return false;
  }
}

export async function pullParent(engine: Engine): Promise<void> {
  await followProgress(engine, (await engine.pull(PARENT)) as Readable);
}

/** Puts this machine's certificate authorities on Debian's image. */
export async function derive(engine: Engine, recipe: Recipe): Promise<void> {
  const context = await mkdtemp(join(tmpdir(), 'rack-base-'));
  try {
    await mkdir(join(context, 'authorities'));
    if (existsSync(recipe.authorities)) await copyInto(recipe.authorities, join(context, 'authorities'));
    await writeFile(join(context, 'Dockerfile'), dockerfile(recipe));
    const options = { t: recipe.name, labels: recipe.labels };
    const progress = await engine.buildImage({ context, src: ['Dockerfile', 'authorities'] }, options);
    await followProgress(engine, progress as Readable);
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

// Private

function copyInto(from: string, to: string): Promise<void> {
  return cp(from, to, { recursive: true, dereference: true });
}

function dockerfile({ authorities, env }: Recipe): string {
  const variables = Object.entries(env).map(([name, value]) => `ENV ${name}=${value}`);
  return `FROM ${PARENT}
RUN apt-get update \\
 && apt-get install -y --no-install-recommends ca-certificates \\
 && rm -rf /var/lib/apt/lists/*
COPY authorities/ ${authorities}/
RUN update-ca-certificates
${variables.join('\n')}
`;
}
