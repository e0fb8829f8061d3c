import type Docker from 'dockerode';
import { type EngineHealthCheck, type HealthCheck, healthCheckOf } from './health-check.ts';

/** What the engine knows of the image of this name; undefined when it has none. */
export async function inspectImage(docker: Docker, name: string): Promise<Docker.ImageInspectInfo | undefined> {
  try {
    return await docker.getImage(name).inspect();
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  }
}

/** The lowest TCP port that an image EXPOSEs. */
export async function exposedPort(docker: Docker, name: string): Promise<number | undefined> {
  return (await exposedPorts(docker, name))[0];
}

/** The TCP ports that an image EXPOSEs, the lowest one first. */
export async function exposedPorts(docker: Docker, name: string): Promise<number[]> {
  const { Config } = await docker.getImage(name).inspect();
  const ports = Object.keys(Config.ExposedPorts ?? {}).filter((port) => port.endsWith('/tcp'));
  return ports.map((port) => Number.parseInt(port, 10)).sort((one, other) => one - other);
}

/** The HEALTHCHECK of an image. */
export async function healthCheck(docker: Docker, name: string): Promise<HealthCheck | undefined> {
  const { Config } = await docker.getImage(name).inspect();
  return healthCheckOf((Config as { Healthcheck?: EngineHealthCheck }).Healthcheck);
}
