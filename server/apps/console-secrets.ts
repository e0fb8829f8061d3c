import { SECRET_GRACE, SECRET_LIFE } from '../model/console-session.ts';
import { hashSecret, isSecret, mintToken, tokenText } from '../model/token.ts';
import type { ConsoleSessions } from '../store/console-sessions.ts';

/** The secrets by which open sessions of the console are known. Each hour a session gets another one. */
export class ConsoleSecrets {
  private readonly sessions: Pick<ConsoleSessions, 'secretsOf' | 'setSecrets'>;
  private readonly now: () => number;

  constructor(sessions: Pick<ConsoleSessions, 'secretsOf' | 'setSecrets'>, now: () => number = Date.now) {
    this.sessions = sessions;
    this.now = now;
  }

  /**
   * Undefined when the secret is not the session's; else the next one where it is time for one. The one before is good
   * until its successor has come back, for an answer that carries it may get lost.
   */
  check(id: string, secret: string): { fresh?: string } | undefined {
    const known = this.sessions.secretsOf(id);
    const isNow = isSecret(secret, known?.hash);
    const wasBefore = isSecret(secret, known?.previous);
    if (!known || (!isNow && !wasBefore)) return undefined;
    const age = this.now() - Date.parse(known.at);
    if (isNow && known.previous && age > SECRET_GRACE) this.sessions.setSecrets(id, { ...known, previous: undefined });
    return age < (isNow ? SECRET_LIFE : SECRET_GRACE) ? {} : { fresh: this.turn(id, secret) };
  }

  // Private

  private turn(id: string, secret: string): string {
    const next = mintToken().secret;
    const at = new Date(this.now()).toISOString();
    this.sessions.setSecrets(id, { hash: hashSecret(next), previous: hashSecret(secret), at });
    return tokenText({ id, secret: next });
  }
}
