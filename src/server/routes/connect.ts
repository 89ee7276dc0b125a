/**
 * Connecting Xero by a person's consent: /connect sends them to Xero, /connect/callback is where Xero
 * sends them back. `?readOnly` looks first and writes nothing; `?cutOver=YYYY-MM-DD` sends nothing
 * dated before that day (docs/SPEC.md CON).
 */
import { parseDate } from '../../base/time.ts';
import { beginSignIn, finishSignIn } from '../../engine/connect.ts';
import { checkAccess } from '../access.ts';
import { practiceOf, type Api, type ServerOptions } from '../context.ts';
import { problem } from '../problems.ts';

export function connectRoutes(api: Api, options: ServerOptions): void {
  const { engine, publicUrl } = options;
  api.use('/connect', checkAccess(options));
  api.get('/connect', async (c) => {
    const cutOverText = c.req.query('cutOver');
    const cutOver = cutOverText === undefined ? undefined : parseDate(cutOverText);
    if (cutOverText !== undefined && cutOver === undefined) {
      throw problem('request.invalid', `cutOver is not a date (YYYY-MM-DD): ${cutOverText}`);
    }
    const url = await beginSignIn(engine, {
      practiceId: practiceOf(c).id,
      redirectUri: `${publicUrl}/connect/callback`,
      isReadOnly: c.req.query('readOnly') !== undefined,
      ...(cutOver === undefined ? {} : { cutOver }),
    });
    return c.redirect(url, 302);
  });
  api.get('/connect/callback', async (c) => {
    const outcome = await finishSignIn(engine, new URL(c.req.url).searchParams);
    if (outcome.kind === 'refused') throw problem('request.invalid', outcome.reason);
    await options.syncNow(outcome.connectionId);
    return c.redirect('/', 302);
  });
}
