import { route } from '../routes.ts';
import { listOf } from '../schema.ts';
import { TOKEN } from './views/credential.ts';
import { JWT } from './views/jwt.ts';

export const tokens = route({
  method: 'GET',
  path: '/tokens',
  summary: 'Lists your tokens; for admins those of others',
  on: 'rack',
  role: 'read',
  params: { developer: { type: 'text', in: 'query', what: 'whose, or all' } },
  answers: listOf(TOKEN),
  run: async ({ rack, actor, given: { developer } }) => rack.tokens.list(developer, actor),
});

export const createToken = route({
  method: 'POST',
  path: '/tokens',
  summary: 'Makes a token, and tells it this once',
  on: 'rack',
  role: 'read',
  params: {
    name: { type: 'text', what: 'what you call it', required: true, most: 100 },
    role: { type: 'text', what: 'it may do no more than this', values: ['read', 'deploy'] },
    apps: { type: 'list', what: 'it may touch no other apps than these' },
    expires: { type: 'text', what: '12h, 90d, 1y (unless told), a date, or never', most: 100 },
  },
  answers: TOKEN,
  async run({ rack, actor, given: { name, role, apps, expires } }) {
    const limits = { role: role as 'read' | 'deploy' | undefined, apps: apps ?? ('all' as const) };
    return rack.tokens.create({ name, ...limits, expires }, actor);
  },
});

export const revokeToken = route({
  method: 'DELETE',
  path: '/tokens/{token}',
  summary: 'Revokes a token by its name or id; what it has running ends at once',
  on: 'rack',
  role: 'read',
  params: { developer: { type: 'text', in: 'query', what: 'whose; yours unless told' } },
  answers: TOKEN,
  run: async ({ rack, actor, path, given: { developer } }) =>
    rack.tokens.revoke(path.token as string, developer, actor),
});

/** What `convox rack access` asks for: a token of the developer, who is known by it, with no more than a role, for some hours. */
export const createJwt = route({
  method: 'POST',
  path: '/system/jwt/token',
  summary: 'Makes a token for some hours, as the stock client asks for it',
  on: 'rack',
  role: 'read',
  params: {
    role: { type: 'text', what: 'read, or write', values: ['read', 'write'], required: true },
    durationInHour: { type: 'integer', least: 1, most: 87_600, what: 'how long it lasts', required: true },
  },
  answers: JWT,
  async run({ rack, actor, given: { role, durationInHour } }) {
    const name = `access-${Date.now().toString(36)}`;
    const wish = {
      name,
      role: role === 'read' ? 'read' : 'deploy',
      apps: 'all',
      expires: `${durationInHour}h`,
    } as const;
    return { token: (await rack.tokens.create(wish, actor)).text };
  },
});
