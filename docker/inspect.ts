import type Docker from 'dockerode';

/** True when the engine has an image of this name. */
export async function hasImage(docker: Docker, name: string): Promise<boolean> {
  try {
    await docker.getImage(name).inspect();
    return true;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return false;
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
