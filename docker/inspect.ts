import type Docker from 'dockerode';

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
  const { Config } = await docker.getImage(name).inspect();
  const ports = Object.keys(Config.ExposedPorts ?? {}).filter((port) => port.endsWith('/tcp'));
  const numbers = ports.map((port) => Number.parseInt(port, 10));
  return numbers.length > 0 ? Math.min(...numbers) : undefined;
}
