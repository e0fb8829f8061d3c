import { posix } from 'node:path';
import { Failure } from '../../lib/failure.ts';
import { HOME } from '../dockerfile.ts';
import type { Tree, VersionPin } from '../plan.ts';
import { APP_JAR, readyJars } from './jar.ts';
import { checkedPath, frameworkIn, type JavaBuild, javaCommand } from './plan.ts';
import { atLeast } from './version.ts';

/** One pom.xml: the folder it is in, and what it says without its comments. */
interface Pom {
  folder: string;
  text: string;
}

/** How Maven builds an app; `isNamed`: a file of the app says what runs. */
export async function maven(
  tree: Tree,
  files: ReadonlySet<string>,
  env: Readonly<Record<string, string>>,
  isNamed: boolean,
): Promise<JavaBuild> {
  const poms = await pomsOf(tree, files);
  const app = appOf(poms);
  const { run, kept } = layersOf(app, !isNamed);
  return {
    pin: poms[0] && pinOf(poms[0]),
    run: [command(files, env), ...run],
    caches: [`${HOME}/.m2`],
    kept,
    dropped: poms.flatMap(({ folder }) => DROPPED.map((name) => posix.join(folder, 'target', name))),
    ...processesOf(app, poms),
  };
}

// Private

const DROPPED = ['*.original', 'generated-sources', 'maven-archiver', 'maven-status', 'test-classes'];

const isWar = ({ text }: Pom) => /<packaging>\s*war\s*</.test(text) && frameworkIn(text) === undefined;

/** The pom.xml of the top, then those of its modules, as deep as people nest them. */
async function pomsOf(tree: Tree, files: ReadonlySet<string>): Promise<Pom[]> {
  const paths = [...files].filter((path) => /^([^/]+\/){0,2}pom\.xml$/.test(path));
  const inOrder = paths.map(checkedPath).sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1));
  return Promise.all(
    inOrder.map(async (path) => {
      const text = ((await tree.read(path)) ?? '').replace(/<!--[\s\S]*?(?:-->|$)/g, '');
      return { folder: posix.dirname(path), text };
    }),
  );
}

/** The module that runs: the only one, or the only one that is told to become a program. */
function appOf(poms: readonly Pom[]): Pom | undefined {
  const [top, ...others] = poms;
  if (!top || !/<modules>/.test(top.text)) return top;
  const programs = others.filter(({ text }) => frameworkIn(text) !== undefined || /<mainClass>/.test(text));
  return programs.length === 1 ? programs[0] : undefined;
}

/** What is done to what the build has made, and which folders of it are layers of their own. */
function layersOf(app: Pom | undefined, isJarNeeded: boolean): Pick<JavaBuild, 'run' | 'kept'> {
  if (!app) return { run: [], kept: [] };
  const target = posix.join(app.folder, 'target');
  const libraries = `${target}/quarkus-app/lib`;
  if (frameworkIn(app.text) === 'Quarkus') return { run: [`mkdir -p ${libraries}`], kept: [libraries] };
  return {
    run: [readyJars(target, isJarNeeded && !isWar(app))],
    kept: [`${target}/lib`, `${target}/dependency`],
  };
}

/** What the app's own goals and options are, by Heroku's names for them. */
function command(files: ReadonlySet<string>, env: Readonly<Record<string, string>>): string {
  const isWrapped = files.has('mvnw') && files.has('.mvn/wrapper/maven-wrapper.properties');
  const options = words('MAVEN_CUSTOM_OPTS', env) ?? '-DskipTests';
  return [isWrapped ? WRAPPER : 'mvn', '-B', QUIET, options, words('MAVEN_CUSTOM_GOALS', env) ?? 'package'].join(' ');
}

/** The wrapper takes for options what Maven's own images have in MAVEN_CONFIG. */
const WRAPPER = 'MAVEN_CONFIG= sh mvnw';

/** Maven tells each download in two lines; this leaves them out in every version that has wrappers. */
const QUIET = '-Dorg.slf4j.simpleLogger.log.org.apache.maven.cli.transfer.Slf4jMavenTransferListener=warn';

function words(name: string, env: Readonly<Record<string, string>>): string | undefined {
  const value = env[name]?.trim().split(/\s+/).join(' ');
  if (!value || /^[\w .,:=/@+-]+$/.test(value)) return value || undefined;
  throw new Failure('bad_build_option', `${name} has characters that are no part of an option of Maven: ${value}`, {
    hint: `Set it to words such as  ssh rack env set APP ${name}="clean install"`,
  });
}

const LEVELS = ['maven.compiler.release', 'java.version', 'maven.compiler.target', 'maven.compiler.source'];

function pinOf({ text }: Pom): VersionPin | undefined {
  const property = (name: string) => new RegExp(`<${name.replaceAll('.', '\\.')}>\\s*([^<\\s]+)\\s*<`).exec(text)?.[1];
  const found = [
    ...LEVELS.map((name) => [name, property(name)] as const),
    ['release of the compiler plugin', property('release')] as const,
  ];
  for (const [name, value] of found) {
    const level = /^\$\{[\w.-]+\}$/.test(value ?? '') ? property(value!.slice(2, -1)) : value;
    if (level && /^[\d.]+$/.test(level)) return { wanted: atLeast(level), from: `${name} in pom.xml` };
  }
  return undefined;
}

function processesOf(app: Pom | undefined, poms: readonly Pom[]): Pick<JavaBuild, 'processes' | 'notes'> {
  if (!app) {
    const which = poms
      .slice(1)
      .map(({ folder }) => folder)
      .join(', ');
    return {
      processes: {},
      notes: [`Which of the modules runs (${which}) only a Procfile can say: web: java -jar MODULE/target/….jar`],
    };
  }
  if (isWar(app)) return { processes: {}, notes: [WAR] };
  const framework = frameworkIn(app.text);
  const folder = posix.join(app.folder, 'target');
  const jar = framework === 'Quarkus' ? `${folder}/quarkus-app/quarkus-run.jar` : `${folder}/${APP_JAR}`;
  return { processes: { web: javaCommand(jar, framework) }, notes: [] };
}

const WAR =
  'A war needs a server: add webapp-runner to the build and a Procfile, as in  web: java $JAVA_OPTS -jar target/dependency/webapp-runner.jar --port $PORT target/*.war';
