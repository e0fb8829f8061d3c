import type { Command } from '../command.ts';

/** All commands, in the order in which help tells them. Each is loaded only when it is needed: the AWS SDK takes its time. */
export const commands: Record<string, () => Promise<Command>> = {
  up: async () => (await import('./up.ts')).up,
  down: async () => (await import('./down.ts')).down,
  status: async () => (await import('./status.ts')).status,
  logs: async () => (await import('./logs.ts')).logs,
  'ssh-config': async () => (await import('./ssh-config.ts')).sshConfig,
  build: async () => (await import('./build.ts')).build,
  doctor: async () => (await import('./doctor.ts')).doctor,
  install: async () => (await import('./install.ts')).install,
  update: async () => (await import('./update.ts')).update,
  params: async () => (await import('./params.ts')).params,
  uninstall: async () => (await import('./uninstall.ts')).uninstall,
  completion: async () => (await import('./completion.ts')).completion(commands),
  destroy: async () => (await import('./destroy.ts')).destroy,
};

/** Other names of commands, which help does not tell. */
export const aliases: Record<string, string> = { detect: 'build' };
