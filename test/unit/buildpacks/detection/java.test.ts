import t from 'tap';
import { checkRows } from './table.ts';

const spring = '<plugin><artifactId>spring-boot-maven-plugin</artifactId></plugin>';
const pom = (inside: string) => `<project>${inside}</project>`;
const wrapper = {
  gradlew: '',
  'gradle/wrapper/gradle-wrapper.jar': '',
  'gradle/wrapper/gradle-wrapper.properties': 'distributionUrl=https\\://example.com/gradle-8.14-bin.zip\n',
};
const quiet = '-Dorg.slf4j.simpleLogger.log.org.apache.maven.cli.transfer.Slf4jMavenTransferListener=warn';
const ready = (folder: string) => `/home/app/rack/bin/ready-jars ${folder}`;
const gradlew = (task: string) => `sh gradlew --no-daemon --console=plain --build-cache ${task}`;
const pins = {
  'pom.xml': pom('<properties><java.version>17</java.version></properties>'),
  'system.properties': '# Heroku\njava.runtime.version=21\n',
  '.java-version': 'temurin-17.0.2\n',
  '.sdkmanrc': 'java=25-tem\n',
  '.tool-versions': 'java zulu-21.0.2+13\n',
};
const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(pins).filter(([name]) => !names.includes(name)));

checkRows(t, [
  {
    it: 'a Spring Boot app of Maven',
    files: {
      'pom.xml': pom(`<properties><java.version>21</java.version></properties>${spring}`),
      'package.json': '{}',
    },
    is: 'java, told by pom.xml',
    runtimes: ['java 21 or newer, java.version in pom.xml'],
    runs: [`mvn -B ${quiet} -DskipTests package`, `${ready('target')} needed`],
    kept: ['target/lib', 'target/dependency'],
    processes: { web: 'java -Dserver.port=$PORT $JAVA_OPTS -jar target/app.jar' },
    notes: [],
  },
  {
    it: 'the environment wins over all files',
    files: pins,
    env: { JAVA_VERSION: '25' },
    runtimes: ['java 25, JAVA_VERSION in the environment'],
  },
  { it: 'system.properties is next', files: pins, runtimes: ['java 21, java.runtime.version in system.properties'] },
  {
    it: '.java-version, without its vendor',
    files: without('system.properties'),
    runtimes: ['java 17.0.2, .java-version'],
  },
  { it: '.sdkmanrc', files: without('system.properties', '.java-version'), runtimes: ['java 25, .sdkmanrc'] },
  {
    it: '.tool-versions',
    files: without('system.properties', '.java-version', '.sdkmanrc'),
    runtimes: ['java 21.0.2, .tool-versions'],
  },
  {
    it: 'java.version in pom.xml',
    files: { 'pom.xml': pins['pom.xml'] },
    runtimes: ['java 17 or newer, java.version in pom.xml'],
  },
  {
    it: '1.8 is 8',
    files: { 'pom.xml': pom('<maven.compiler.source>1.8</maven.compiler.source>') },
    runtimes: ['java 8 or newer, maven.compiler.source in pom.xml'],
  },
  {
    it: 'a property that is another one',
    files: { 'pom.xml': pom('<jdk>11</jdk><maven.compiler.release>${jdk}</maven.compiler.release>') },
    runtimes: ['java 11 or newer, maven.compiler.release in pom.xml'],
  },
  {
    it: 'what is in a comment is not said',
    files: { 'pom.xml': pom('<!-- <java.version>8</java.version> -->') },
    runtimes: ['java 25, no version asked for: the current LTS'],
  },
  {
    it: 'Maven’s wrapper, and options by Heroku’s names',
    files: {
      'pom.xml': pom(''),
      mvnw: '',
      '.mvn/wrapper/maven-wrapper.properties': '',
      Procfile: 'web: java -jar target/a.jar',
    },
    env: { MAVEN_CUSTOM_GOALS: 'clean install', MAVEN_CUSTOM_OPTS: '-DskipTests=true -Pprod' },
    runs: [`MAVEN_CONFIG= sh mvnw -B ${quiet} -DskipTests=true -Pprod clean install`, ready('target')],
  },
  {
    it: 'options that are commands of the shell',
    files: { 'pom.xml': pom('') },
    env: { MAVEN_CUSTOM_GOALS: 'package; id' },
    fails: ['bad_build_option', /package; id/],
  },
  {
    it: 'the module that runs',
    files: {
      'pom.xml': pom('<modules><module>api</module></modules>'),
      'api/pom.xml': pom(spring),
      'lib/pom.xml': pom(''),
    },
    runs: [/package$/, `${ready('api/target')} needed`],
    kept: ['api/target/lib', 'api/target/dependency'],
    processes: { web: 'java -Dserver.port=$PORT $JAVA_OPTS -jar api/target/app.jar' },
  },
  {
    it: 'two modules that could run',
    files: { 'pom.xml': pom('<modules/><modules>x</modules>'), 'a/pom.xml': pom(spring), 'b/pom.xml': pom(spring) },
    processes: {},
    notes: [/Which of the modules runs \(a, b\) only a Procfile/],
  },
  {
    it: 'a war',
    files: { 'pom.xml': pom('<packaging>war</packaging>') },
    processes: {},
    notes: [/needs a server.*webapp-runner/],
  },
  {
    it: 'Quarkus',
    files: { 'pom.xml': pom('<artifactId>quarkus-maven-plugin</artifactId>') },
    kept: ['target/quarkus-app/lib'],
    runs: [/package$/, 'mkdir -p target/quarkus-app/lib'],
    processes: {
      web: 'java -Dquarkus.http.host=0.0.0.0 -Dquarkus.http.port=$PORT $JAVA_OPTS -jar target/quarkus-app/quarkus-run.jar',
    },
  },
  {
    it: 'a Spring Boot app of Gradle, with a toolchain',
    files: {
      ...wrapper,
      'build.gradle.kts':
        'plugins { id("org.springframework.boot") version "3.5.0" }\njava { toolchain { languageVersion = JavaLanguageVersion.of(21) } }',
    },
    is: 'java, told by build.gradle.kts',
    runtimes: ['java 21, the toolchain of build.gradle'],
    runs: [gradlew('assemble'), `${ready('build/libs')} needed`],
    kept: ['build/libs/lib'],
    processes: { web: 'java -Dserver.port=$PORT $JAVA_OPTS -jar build/libs/app.jar' },
  },
  {
    it: 'a program of Gradle, in a project of its own',
    files: {
      ...wrapper,
      'settings.gradle': "rootProject.name = 'x'",
      'app/build.gradle': "plugins { id 'application' }\nsourceCompatibility = '1.8'",
    },
    is: 'java, told by settings.gradle',
    runtimes: ['java 8 or newer, sourceCompatibility in build.gradle'],
    runs: [gradlew('installDist')],
    kept: [],
    processes: { web: 'app/build/install/app/bin/app' },
  },
  {
    it: 'the newest Java for an old Gradle',
    files: { ...wrapper, 'gradle/wrapper/gradle-wrapper.properties': 'x/gradle-8.2.1-bin.zip', 'build.gradle': '' },
    runtimes: ['java 17, the newest for Gradle 8.2'],
  },
  {
    it: 'the task stage',
    files: { ...wrapper, 'build.gradle': 'task stage(dependsOn: ["build"])' },
    runs: [gradlew('stage'), /ready-jars/],
  },
  {
    it: 'Gradle without its wrapper',
    files: { 'build.gradle': '' },
    fails: ['no_gradle_wrapper', /gradlew of its wrapper is not.*gradle wrapper/],
  },
  {
    it: 'a wrapper without its jar',
    files: { 'build.gradle': '', gradlew: '' },
    fails: ['no_gradle_wrapper', /gradle-wrapper\.jar of its wrapper.*\*\.jar/],
  },
]);
