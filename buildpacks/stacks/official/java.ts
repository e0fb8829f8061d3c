import { javaVersion } from '../java-versions.ts';
import type { OfficialRuntime } from './runtime.ts';

/** Eclipse Temurin, with Maven where apps are built. */
export const javaOfOfficial: OfficialRuntime = {
  name: 'java',
  resolve: async (pin) => javaVersion(pin, LINES, 'the official stack'),
  image: (version, stage) =>
    stage === 'build' ? `maven:3-eclipse-temurin-${version}` : `eclipse-temurin:${version}-jre`,
  copy: (image) => [
    `COPY --from=${image} /opt/java/openjdk /opt/java/openjdk`,
    'ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:$PATH',
  ],
};

// Private

/** The lines under long-term support, of which there are images with Maven. */
const LINES = ['8', '11', '17', '21', '25'];
