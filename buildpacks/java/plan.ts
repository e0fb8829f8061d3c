import { Failure } from '../../lib/failure.ts';
import type { Plan, VersionPin } from '../plan.ts';

/** What a build tool makes of an app, and what it knows of it. */
export interface JavaBuild {
  /** What the build compiles for, where it says so. */
  pin: VersionPin | undefined;
  /** The shell lines that build. */
  run: readonly string[];
  caches: readonly string[];
  kept: readonly string[];
  dropped: readonly string[];
  processes: Plan['processes'];
  notes: readonly string[];
}

/** The path of a build file, whose folder stands in lines of the shell. Throws a `Failure` `bad_folder`. */
export function checkedPath(path: string): string {
  if (/^[\w.+/-]+$/.test(path) && !path.startsWith('-')) return path;
  throw new Failure('bad_folder', `The folder of ${JSON.stringify(path)} has a name that a build cannot have.`, {
    hint: 'Call it by letters, digits, . + _ and -, or build with a Dockerfile.',
  });
}

/** What listens where a framework is told its port, and not by the app's own settings. */
export type Framework = 'Spring Boot' | 'Quarkus' | 'Micronaut';

/** The framework that a build file names. */
export function frameworkIn(text: string): Framework | undefined {
  if (/quarkus-maven-plugin|io\.quarkus|plugins\.quarkus/.test(text)) return 'Quarkus';
  if (/spring-boot-maven-plugin|org\.springframework\.boot|plugins\.spring\.?boot/i.test(text)) return 'Spring Boot';
  return /micronaut-maven-plugin|io\.micronaut|plugins\.micronaut/.test(text) ? 'Micronaut' : undefined;
}

/** The command that runs a jar: the framework's port is the app's, and what JAVA_OPTS says wins. */
export function javaCommand(jar: string, framework: Framework | undefined): string {
  const port = framework === undefined ? [] : PORTS[framework];
  return ['java', ...port, '$JAVA_OPTS', '-jar', jar].join(' ');
}

// Private

const PORTS: Record<Framework, readonly string[]> = {
  'Spring Boot': ['-Dserver.port=$PORT'],
  Quarkus: ['-Dquarkus.http.host=0.0.0.0', '-Dquarkus.http.port=$PORT'],
  Micronaut: ['-Dmicronaut.server.port=$PORT'],
};
