import type { Command } from '../command.ts';
import { destroy } from './destroy.ts';
import { doctor } from './doctor.ts';
import { down } from './down.ts';
import { sshConfig } from './ssh-config.ts';
import { status } from './status.ts';
import { up } from './up.ts';

/** All commands, in the order in which help tells them. */
export const commands: Command[] = [up, down, status, sshConfig, doctor, destroy];
