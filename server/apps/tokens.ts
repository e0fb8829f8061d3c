import { Failure } from '../../lib/failure.ts';
import { appNotFound, requireRole, sees } from '../model/access.ts';
import { checkAppName } from '../model/app.ts';
import type { AppScope, Role } from '../model/developer.ts';
import { hashSecret, isExpired, mintToken, parseExpiry, parseToken, type Token, tokenText } from '../model/token.ts';
import type { Store } from '../store/store.ts';
import { type Actor, audited } from './actor.ts';
import { appsText, developerNotFound } from './developers.ts';
import { requireAdmin, requireWholeRights } from './guard.ts';
import type { Sessions } from './sessions.ts';

/** What a new token is to be. */
export interface TokenRequest {
  name: string;
  /** No more than this role; undefined: the developer's own. */
  role: Role | undefined;
  /** No other apps than these. */
  apps: AppScope;
  /** As `parseExpiry` takes it; undefined: a year. */
  expires: string | undefined;
}

/** How long a token lasts of which nobody said so. */
const DEFAULT_EXPIRY = '1y';

/** Tokens in force that one developer may have. */
const MOST_TOKENS = 100;

/** The personal access tokens, which open the HTTP door. Everyone manages their own, admins see and revoke all. */
export class Tokens {
  private readonly store: Store;
  private readonly sessions: Sessions;

  constructor({ store, sessions }: { store: Store; sessions: Sessions }) {
    this.store = store;
    this.sessions = sessions;
  }

  /** Makes a token for whoever asks. Its text is told this once and never again. */
  async create(request: TokenRequest, actor: Actor): Promise<Token & { text: string }> {
    requireWholeRights(actor, 'making tokens');
    return audited(this.store, { actor, what: `tokens create ${request.name}` }, (note) => {
      const expiresAt = this.check(request, actor);
      const { role, apps } = request;
      const minted = mintToken();
      note(
        `${minted.id}, ${role ?? 'own role'}, apps: ${appsText(apps)}, ${expiresAt ? `until ${expiresAt}` : 'no end'}`,
      );
      const [developer, hash] = [actor.developer.name, hashSecret(minted.secret)];
      const token = this.store.tokens.add({ ...request, id: minted.id, developer, hash, expiresAt });
      return { ...token, text: tokenText(minted) };
    });
  }

  /** The tokens of whoever asks; of somebody else, or of all, for admins. */
  list(whose: string | 'all' | undefined, actor: Actor): Token[] {
    requireWholeRights(actor, 'the list of tokens');
    return this.store.tokens.list(whose === 'all' ? this.all(actor) : this.owner(whose, actor));
  }

  /** Revokes a token by its name, its id, or the token itself; what it has running ends at once. */
  async revoke(nameOrText: string, whose: string | undefined, actor: Actor): Promise<Token> {
    requireWholeRights(actor, 'revoking tokens');
    // Whoever gives the token itself finds its id in the audit log, not the secret.
    const nameOrId = parseToken(nameOrText)?.id ?? nameOrText;
    const owner = this.owner(whose, actor);
    return audited(this.store, { actor, what: `tokens revoke ${nameOrId}` }, (note) => {
      const token = this.find(nameOrId, { owner, isAnybodys: whose === undefined && actor.developer.role === 'admin' });
      note(`${token.id} of ${token.developer}`);
      this.sessions.change(() => this.store.tokens.revoke(token.id));
      return token;
    });
  }

  // Private

  /** Throws unless the token may be made; answers when it expires. */
  private check({ name, role, apps, expires }: TokenRequest, actor: Actor): string | undefined {
    checkTokenName(name);
    if (role) requireRole(actor.developer, role, `a token with the role ${role}`);
    for (const app of apps === 'all' ? [] : apps) this.checkApp(app, actor);
    const expiresAt = withinOwn(expires, actor);
    const own = this.store.tokens.list(actor.developer.name);
    const namesake = own.find((each) => isNamed(each, name));
    if (namesake && !isExpired(namesake, new Date())) throw taken(name);
    if (own.filter((each) => !isExpired(each, new Date())).length >= MOST_TOKENS) throw tooMany(actor.developer.name);
    if (namesake) this.store.tokens.revoke(namesake.id);
    return expiresAt;
  }

  private checkApp(app: string, { developer }: Actor): void {
    checkAppName(app);
    if (!sees(developer, app)) throw appNotFound(app, developer);
  }

  /** By its name among the owner's, by its id among those of all where it may be anybody's. */
  private find(nameOrId: string, { owner, isAnybodys }: { owner: string; isAnybodys: boolean }): Token {
    const own = this.store.tokens.list(owner);
    const byId = (isAnybodys ? this.store.tokens.list() : own).find(({ id }) => id === nameOrId);
    const token = byId ?? own.find((each) => isNamed(each, nameOrId));
    if (token) return token;
    throw new Failure('token_not_found', `There is no token "${nameOrId}".`, {
      hint: `List them with: ssh rack tokens list${isAnybodys ? ' --all' : ''}`,
    });
  }

  /** Whose tokens are meant: one's own, or somebody else's for admins. */
  private owner(whose: string | undefined, actor: Actor): string {
    if (whose === undefined || whose.toLowerCase() === actor.developer.name.toLowerCase()) return actor.developer.name;
    requireAdmin(actor, "somebody else's tokens");
    const developer = this.store.developers.find(whose);
    if (developer) return developer.name;
    throw developerNotFound(whose);
  }

  private all(actor: Actor): undefined {
    requireAdmin(actor, "everybody's tokens");
  }
}

// Private

const isNamed = (token: Token, name: string) => token.name.toLowerCase() === name.toLowerCase();

function checkTokenName(name: string): void {
  if (/^[a-z0-9][a-z0-9._-]{0,62}$/i.test(name)) return;
  throw new Failure('bad_token_name', `"${name}" cannot be the name of a token.`, {
    hint: 'Use up to 63 letters, digits, dots, hyphens and underscores, as in ci or laptop.',
  });
}

/** What a token makes does not outlive it. */
function withinOwn(expires: string | undefined, { via }: Actor): string | undefined {
  const wanted = parseExpiry(expires ?? DEFAULT_EXPIRY, new Date());
  if (via.kind !== 'token' || via.expiresAt === undefined) return wanted;
  if (expires === undefined) return wanted !== undefined && wanted < via.expiresAt ? wanted : via.expiresAt;
  if (wanted !== undefined && wanted <= via.expiresAt) return wanted;
  throw new Failure(
    'bad_expiry',
    `The token ${via.name} expires at ${via.expiresAt}; what it makes cannot last longer.`,
    {
      hint: 'Log in over ssh to make a token that does.',
    },
  );
}

function taken(name: string): Failure {
  return new Failure('token_exists', `You have a token "${name}" already.`, {
    hint: `Choose another name, or revoke it: ssh rack tokens revoke ${name}`,
  });
}

function tooMany(developer: string): Failure {
  return new Failure('too_many_tokens', `${developer} has ${MOST_TOKENS} tokens, and cannot have more.`, {
    hint: 'Revoke those that nobody uses: ssh rack tokens list',
  });
}
