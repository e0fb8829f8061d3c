import { gradle } from './java/gradle.ts';
import { READY_JARS } from './java/jar.ts';
import { maven } from './java/maven.ts';
import { javaPin } from './java/version.ts';
import type { Buildpack, Plan, Surroundings, Tree } from './plan.ts';

/** Java, Kotlin and what else Maven or Gradle build: a tree with their file at its top. */
export const java: Buildpack = {
  language: 'java',
  title: 'Java',
  detect: (files) => [...MAVEN, ...GRADLE].find((file) => files.has(file)),
  plan,
};

// Private

const MAVEN = ['pom.xml'];
const GRADLE = ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'];

/** Files that say what runs, so that the build need not leave one jar that can be started. */
const NAMING = ['Procfile', 'convox.yml'];

async function plan(tree: Tree, because: string, { env, resolve }: Surroundings): Promise<Plan> {
  const files = new Set(await tree.files());
  const isNamed = NAMING.some((file) => files.has(file));
  const tool = MAVEN.includes(because) ? maven : gradle;
  const { pin: ofBuild, run, caches, ...build } = await tool(tree, files, env, isNamed);
  const pin = await javaPin(tree, files, ofBuild, env);
  const version = await resolve('java', pin);
  return {
    language: 'java',
    title: 'Java',
    because,
    runtimes: [{ name: 'java', title: 'Java', version, pin, at: 'build and run' }],
    packages: { build: [], run: [] },
    steps: [{ needs: 'everything', run, caches }],
    result: 'build',
    files: READY_JARS,
    env: MEMORY,
    path: [],
    ignored: [],
    ...build,
  };
}

/** By itself a JVM takes a quarter of the memory that its container may have. */
const MEMORY = { JAVA_TOOL_OPTIONS: '-XX:MaxRAMPercentage=75' };
