import { posix } from 'node:path';
import { Failure } from '../../lib/failure.ts';
import { HOME } from '../dockerfile.ts';
import type { Tree, VersionPin } from '../plan.ts';
import { APP_JAR, readyJars } from './jar.ts';
import { checkedPath, type Framework, frameworkIn, type JavaBuild, javaCommand } from './plan.ts';
import { atLeast, LTS } from './version.ts';

/** One build file: the folder of its project, and what it says without its comments. */
interface Project {
  folder: string;
  text: string;
}

/** How Gradle builds an app, by the wrapper that it brings; `isNamed`: a file of the app says what runs. */
export async function gradle(
  tree: Tree,
  files: ReadonlySet<string>,
  env: Readonly<Record<string, string>>,
  isNamed: boolean,
): Promise<JavaBuild> {
  checkWrapper(files);
  const projects = await projectsOf(tree, files);
  const app = appOf(projects);
  const framework = app && frameworkIn(app.text);
  const name = await nameOf(tree, files, app);
  const isProgram = app !== undefined && framework === undefined && /\bapplication\b/.test(app.text);
  const libs = app && posix.join(app.folder, 'build/libs');
  const hasJar = libs !== undefined && framework !== 'Quarkus' && !isProgram;
  return {
    pin: pinOf(projects) ?? (await pinOfWrapper(tree)),
    run: [command(taskOf(projects, env, isProgram)), ...(hasJar ? [readyJars(libs, !isNamed)] : [])],
    caches: [`${HOME}/.gradle`],
    kept: hasJar ? [`${libs}/lib`] : [],
    dropped: ['.gradle', ...projects.flatMap(({ folder }) => DROPPED.map((each) => posix.join(folder, 'build', each)))],
    ...processesOf(app, framework, isProgram ? name : undefined),
  };
}

// Private

const DROPPED = ['classes', 'generated', 'kotlin', 'reports', 'resources', 'tmp'];

function checkWrapper(files: ReadonlySet<string>): void {
  const missing = ['gradlew', 'gradle/wrapper/gradle-wrapper.jar', 'gradle/wrapper/gradle-wrapper.properties'].find(
    (file) => !files.has(file),
  );
  if (missing === undefined) return;
  throw new Failure(
    'no_gradle_wrapper',
    `This app is built by Gradle, and ${missing} of its wrapper is not in the commit.`,
    {
      hint: 'Run  gradle wrapper  and commit what it makes (a .gitignore may leave out *.jar): it says which Gradle builds.',
    },
  );
}

async function projectsOf(tree: Tree, files: ReadonlySet<string>): Promise<Project[]> {
  const paths = [...files].filter((path) => /^([^/]+\/){0,2}build\.gradle(\.kts)?$/.test(path));
  const inOrder = paths.map(checkedPath).sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1));
  return Promise.all(
    inOrder.map(async (path) => {
      const text = ((await tree.read(path)) ?? '').replace(/\/\*[\s\S]*?(?:\*\/|$)|(^|\s)\/\/.*/g, '');
      // What is named only for the projects below is no plugin of this one.
      return { folder: posix.dirname(path), text: withoutLines(text, /\bapply\(?\s*false/) };
    }),
  );
}

function withoutLines(text: string, pattern: RegExp): string {
  const lines = text.split('\n');
  return lines.filter((line) => !pattern.test(line)).join('\n');
}

/** The project that runs: the top, or the only one below that is a program. */
function appOf(projects: readonly Project[]): Project | undefined {
  const programs = projects.filter(({ text }) => frameworkIn(text) !== undefined || /\bapplication\b/.test(text));
  const top = programs.find(({ folder }) => folder === '.');
  return top ?? (programs.length === 1 ? programs[0] : projects.length === 1 ? projects[0] : undefined);
}

/** A project is called after its folder, and the top one after its settings. */
async function nameOf(tree: Tree, files: ReadonlySet<string>, app: Project | undefined): Promise<string> {
  if (app && app.folder !== '.') return posix.basename(app.folder);
  const settings = ['settings.gradle', 'settings.gradle.kts'].find((file) => files.has(file));
  const text = settings === undefined ? '' : ((await tree.read(settings)) ?? '');
  return /rootProject\.name\s*=\s*["']([^"']+)["']/.exec(text)?.[1] ?? 'app';
}

/** As on Heroku: GRADLE_TASK, else the app's own task `stage`. */
function taskOf(projects: readonly Project[], env: Readonly<Record<string, string>>, isProgram: boolean): string {
  const own = env.GRADLE_TASK?.trim().split(/\s+/).join(' ');
  if (own && !/^[\w :.-]+$/.test(own))
    throw new Failure('bad_build_option', `GRADLE_TASK has characters that are no part of a task's name: ${own}`, {
      hint: 'Set it to names of tasks, as in  ssh rack env set APP GRADLE_TASK="clean stage"',
    });
  const isStaged = /\btask\s+stage\b|["']stage["']/.test(projects[0]?.text ?? '');
  return own || (isStaged ? 'stage' : isProgram ? 'installDist' : 'assemble');
}

const command = (task: string) => `sh gradlew --no-daemon --console=plain --build-cache ${task}`;

/** A toolchain is just that Java; a level is compiled by every newer one. */
function pinOf(projects: readonly Project[]): VersionPin | undefined {
  const text = projects.map((project) => project.text).join('\n');
  const toolchain = /JavaLanguageVersion\.of\(\s*["']?(\d+)|jvmToolchain\(\s*(\d+)/.exec(text);
  if (toolchain) return { wanted: toolchain[1] ?? toolchain[2]!, from: 'the toolchain of build.gradle' };
  const level = /(?:source|target)Compatibility\s*=\s*["']?(?:JavaVersion\.VERSION_)?(\d+(?:[._]\d+)?)/.exec(text)?.[1];
  return level === undefined
    ? undefined
    : { wanted: atLeast(level.replace('_', '.')), from: 'sourceCompatibility in build.gradle' };
}

/** An older Gradle does not run on the Java of today; the table is Gradle's own. */
async function pinOfWrapper(tree: Tree): Promise<VersionPin | undefined> {
  const text = (await tree.read('gradle/wrapper/gradle-wrapper.properties')) ?? '';
  const [, major, minor] = /gradle-(\d+)\.(\d+)[\w.-]{0,40}\.zip/.exec(text)?.map(Number) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  const newest = NEWEST_JAVA.find(([since]) => major! + minor! / 100 >= since)?.[1] ?? '8';
  return newest === LTS ? undefined : { wanted: newest, from: `the newest for Gradle ${major}.${minor}` };
}

/** The first Gradle (9.01 is 9.1) that runs on a Java under long-term support. */
const NEWEST_JAVA: readonly (readonly [since: number, java: string])[] = [[9.01, LTS], [8.05, '21'], [7.03, '17'], [5, '11']]; // biome-ignore format: a table

function processesOf(
  app: Project | undefined,
  framework: Framework | undefined,
  program: string | undefined,
): Pick<JavaBuild, 'processes' | 'notes'> {
  if (!app)
    return {
      processes: {},
      notes: ['Which of the projects runs only a Procfile can say: web: java -jar PROJECT/build/libs/….jar'],
    };
  const folder = posix.join(app.folder, 'build');
  if (program !== undefined) return { processes: { web: `${folder}/install/${program}/bin/${program}` }, notes: [] };
  const jar = framework === 'Quarkus' ? `${folder}/quarkus-app/quarkus-run.jar` : `${folder}/libs/${APP_JAR}`;
  return { processes: { web: javaCommand(jar, framework) }, notes: [] };
}
