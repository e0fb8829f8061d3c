import { shape, text } from '../../schema.ts';

/** What the stock client calls a token. */
export const JWT = shape('Jwt', { token: text('It opens as the password of any user name') });
