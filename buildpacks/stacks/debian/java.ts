import { javaVersion } from '../java-versions.ts';
import { aptInstall, type DebianRuntime, type Suite } from './runtime.ts';

/** OpenJDK and Maven, those of Debian. */
export const javaOnDebian: DebianRuntime = {
  name: 'java',
  resolve: async (pin) => javaVersion(pin, Object.keys(SUITES), 'Debian'),
  suite: (version) => SUITES[version],
  build: (version) => [
    MANUALS,
    aptInstall(`openjdk-${version}-jdk-headless`, `openjdk-${version}-jre-headless`, 'maven', 'curl', 'unzip', 'git'),
    `RUN ${home(version)}`,
    HOME,
  ],
  run: (version) => [MANUALS, aptInstall(`openjdk-${version}-jre-headless`), `RUN ${home(version)}`, HOME],
};

// Private

/** Which release of Debian has which OpenJDK. */
const SUITES: Readonly<Record<string, Suite>> = { 17: 'bookworm', 21: 'trixie', 25: 'trixie' };

/** A minimal Debian has no manuals, into whose folder OpenJDK's package links some of its own. */
const MANUALS = 'RUN mkdir -p /usr/share/man/man1';

/** Debian's folders are called after the processor; Maven may bring a Java of its own along, which is not the one. */
function home(version: string): string {
  const folder = `/usr/lib/jvm/java-${version}-openjdk-$(dpkg --print-architecture)`;
  return `ln -s ${folder} /usr/lib/jvm/app && update-alternatives --set java ${folder}/bin/java && java -version`;
}

const HOME = 'ENV JAVA_HOME=/usr/lib/jvm/app';
