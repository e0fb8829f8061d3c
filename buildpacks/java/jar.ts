import { OWN } from '../dockerfile.ts';

/** What the one jar that starts is called, beside its own name. */
export const APP_JAR = 'app.jar';

/** The line that makes the jars of a folder ready to run; `isNeeded`: one of them must be the app. */
export function readyJars(folder: string, isNeeded: boolean): string {
  return `${OWN}/bin/ready-jars ${folder}${isNeeded ? ' needed' : ''}`;
}

/**
 * A jar of Spring Boot holds all of its dependencies, so that a change of one line would make a layer of all of them. Since
 * 3.3 it can be taken apart: a jar of the same name with the app alone, and lib/, which becomes a layer of its own.
 */
export const READY_JARS: Readonly<Record<string, string>> = {
  'bin/ready-jars': `#!/bin/sh
set -eu
unset JAVA_TOOL_OPTIONS
starts() (
  jar=$PWD/$1
  cd "$(mktemp -d)" && jar xf "$jar" META-INF/MANIFEST.MF && grep -q '^Main-Class:' META-INF/MANIFEST.MF
)
[ -d "$1" ] || [ -z "\${2-}" ] || { echo "The build has made no folder $1." >&2; exit 1; }
mkdir -p "$1/lib" "$1/dependency"
cd "$1"
apps=
for jar in *.jar; do
  case $jar in *-sources.jar|*-javadoc.jar|*-tests.jar|*-plain.jar|original-*|${APP_JAR}) continue ;; esac
  [ -f "$jar" ] && starts "$jar" || continue
  apps="$apps $jar"
  jar tf "$jar" | grep -q spring-boot-jarmode-tools || continue
  java -Djarmode=tools -jar "$jar" extract --destination .apart
  mv -f ".apart/$jar" "$jar"
  mv .apart/lib/* lib/
  rm -r .apart
done
set -- "$1" "\${2-}" $apps
[ $# -eq 3 ] && [ ! -f ${APP_JAR} ] && ln -s "$3" ${APP_JAR}
[ -z "$2" ] || [ -f ${APP_JAR} ] || {
  echo "Of the jars in $1, $(($# - 2)) can be started (Main-Class in the manifest), and one is needed:\${apps:- none}." >&2
  echo "Let the build make one that holds its dependencies, or name what runs in a Procfile." >&2
  exit 1
}
`,
};
